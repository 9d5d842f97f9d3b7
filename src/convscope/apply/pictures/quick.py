"""The same network, quicker: batch norms folded into convolutions, channels last; or as it is, where that fails."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from convscope.errors import ConvscopeError
from convscope.model import Model, answered
from convscope.network import Network, evaluating, normed, trace

Answer = Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.float32]]
SAME = 1e-4  # of the largest number: what a folded network's answers may differ by, as a shipped one's may
CONVOLUTIONS: tuple[type[nn.Module], ...] = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
NORMS: tuple[type[nn.Module], ...] = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


def twin(module: nn.Module) -> nn.Module:
    """Copy a module with the parameters of the first, so that two threads do not share what its Python code keeps."""
    memo: dict[int, object] = {id(parameter): parameter for parameter in module.parameters()}
    return copy.deepcopy(module, memo)


@contextmanager
def answers_of(model: Model, *, module: nn.Module | None = None, many: int = 1) -> Iterator[list[Answer]]:
    """Give ``many`` functions, one a thread, from fitted pictures (N, height, width, channels) to a network's numbers.

    ``module`` stands in for the model's. A module that cannot be copied gives one function. Modes are put back at the
    end.
    """
    whole = model.module if module is None else module
    alone = Lock() if model.device.type != "cpu" else nullcontext()  # a device takes one batch at a time
    try:
        copies = [whole, *(twin(whole) for _ in range(many - 1))]
    except Exception:  # a user's module may hold what cannot be copied
        copies = [whole]

    def made(one: nn.Module) -> Answer:
        def answer(pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
            with alone, torch.inference_mode():
                entering = model.enter(pictures_NHWC).contiguous(memory_format=torch.channels_last)
                numbers: npt.NDArray[np.float32] = answered(one(entering)).float().cpu().numpy()
            return numbers

        return answer

    with evaluating(whole, training=False):
        for one in copies[1:]:
            one.eval()
        yield [made(one) for one in copies]


def quickened(model: Model) -> nn.Module:
    """Give a copy of a model's module that answers the same sooner, or the module itself.

    Each batch norm that alone reads a convolution's output is folded into it (Jacob et al., arXiv 1712.05877, 3.2), and
    weights lie channels last. The copy is held against the module on one picture: where numbers differ by more than
    `SAME` of the largest, or anything fails, the module itself is given.
    """
    try:
        quick = copy.deepcopy(model.module).eval()
        fold(quick, trace(quick, model.contract.input_shape, target=model.spelling))
        quick = quick.to(memory_format=torch.channels_last)
        random = np.random.default_rng(0)
        contract = model.contract
        probe = random.integers(0, 256, (1, contract.height, contract.width, contract.channels), dtype=np.uint8)
        with answers_of(model) as (right,), answers_of(model, module=quick) as (made,):
            expected, came = right(probe), made(probe)
    except (ConvscopeError, RuntimeError, TypeError, ValueError, AttributeError, NotImplementedError):
        return model.module
    alike = np.abs(expected - came).max() <= SAME * np.abs(expected).max()
    return quick if alike else model.module


def fold(module: nn.Module, network: Network) -> int:
    """Fold batch norms into the convolutions before them, in place; gives how many.

    Only where the norm is the one reader of the convolution, either is used once, and both are torch's own classes, or
    timm's norm with its activation, of which that stays.
    """
    own, folded = dict(module.named_modules()), 0
    for one in normed(network, module):
        convolution, norm = own[one.convolution], own[one.norm]
        after = _after(norm)
        if after is None or not isinstance(norm, NORMS) or norm.running_var is None:
            continue
        if not isinstance(convolution, CONVOLUTIONS):
            continue
        fused = fuse_conv_bn_eval(convolution, norm)  # type: ignore[type-var, arg-type]
        convolution.weight, convolution.bias = fused.weight, fused.bias
        module.set_submodule(one.norm, after)
        folded += 1
    return folded


def _after(norm: nn.Module) -> nn.Module | None:
    """Give what stays in a norm's place, where it is known what it does beside the norm."""
    if type(norm) in NORMS:
        return nn.Identity()
    drop, act = getattr(norm, "drop", None), getattr(norm, "act", None)
    if type(norm).__name__ == "BatchNormAct2d" and isinstance(drop, nn.Module) and isinstance(act, nn.Module):
        return nn.Sequential(drop, act)
    return None
