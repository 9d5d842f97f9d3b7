"""Batch norms that keep their statistics, multiplied into the convolutions before them while gradients are computed.

Such a norm is a scale γ / √(variance + ε) and a shift a channel. Multiplied into the convolution's weights (Jacob et
al., arXiv 1712.05877, section 3.2) they give the same answer and, by the chain rule, the same gradients for weights, γ
and β, but the convolution's own answer need not be kept for the way back: of EfficientNet-Lite0, a third of a step's
memory. Weights, names and what is saved stay as they are, and so do answers outside of training.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from math import prod
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.network import Network, normed
from convscope.training.norms import Statistics

PLAIN = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
PLAIN_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
Pair = tuple[str, str]  # module paths of a convolution and of the norm behind it


def pairs(network: Network, module: nn.Module, statistics: Statistics) -> tuple[Pair, ...]:
    """Name the convolutions, each with its norm, that are worth computing as one; none where norms follow the batch.

    Nothing but the norm reads the convolution, neither is used twice, both are of torch's own classes or of timm's
    (its convolution with TensorFlow's padding, its norm with an activation), and a picture's map has as many numbers as
    the weights, which are kept twice.

    >>> import convscope as cs
    >>> module = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU())
    >>> pairs(cs.trace(module, (3, 32, 32)), module, "frozen")
    (('0', '1'),)
    """
    if statistics == "updated":
        return ()
    parts = dict(module.named_modules())
    return tuple(
        (one.convolution, one.norm)
        for one in normed(network, module)
        if _convolver(parts[one.convolution]) is not None
        and _norm_rest(parts[one.norm]) is not None
        and prod(one.layer.output_shape[1:]) >= _numbers(parts[one.convolution].weight)
    )


@contextmanager
def folded(module: nn.Module, which: Sequence[Pair]) -> Iterator[None]:
    """Compute these pairs as one for as long as the block lasts, where the norm keeps its statistics."""
    parts: list[nn.Module] = []
    try:
        for first, second in which:
            convolution, norm = module.get_submodule(first), module.get_submodule(second)
            convolve, rest = _convolver(convolution), _norm_rest(norm)
            if norm.training or norm.running_var is None or convolve is None or rest is None:
                continue
            parts += [convolution, norm]
            vars(convolution)["forward"] = partial(_convolved, convolution, norm, convolve)
            vars(norm)["forward"] = rest
        yield
    finally:
        for part in parts:
            vars(part).pop("forward", None)


def _convolved(convolution: Any, norm: Any, convolve: Callable[..., Tensor], entering: Tensor) -> Tensor:
    scale = torch.rsqrt(norm.running_var + norm.eps)
    if norm.weight is not None:
        scale = scale * norm.weight
    shift = -norm.running_mean if convolution.bias is None else convolution.bias - norm.running_mean
    shift = shift * scale if norm.bias is None else torch.addcmul(norm.bias, shift, scale)
    weight = convolution.weight * scale.view(-1, *[1] * (convolution.weight.ndim - 1))
    return convolve(convolution, entering, weight, shift)


def _convolver(module: nn.Module) -> Callable[..., Tensor] | None:
    """Give what computes a convolution with other weights; None of a class that is not known."""
    if type(module) in PLAIN:
        return _plain
    same = _timm("Conv2dSame")
    return _same if same is not None and type(module) is same else None


def _plain(convolution: Any, entering: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    answer: Tensor = convolution._conv_forward(entering, weight, bias)
    return answer


def _same(convolution: Any, entering: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Pad as TensorFlow does, from the size that arrives: what the last window lacks, the larger half after."""
    margins: list[int] = []
    sides = zip(entering.shape[-2:], weight.shape[-2:], convolution.stride, convolution.dilation, strict=True)
    for size, kernel, stride, dilation in sides:
        missing = max((-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
        margins = [missing // 2, missing - missing // 2, *margins]
    padded = F.pad(entering, margins)
    return F.conv2d(padded, weight, bias, convolution.stride, 0, convolution.dilation, convolution.groups)


def _norm_rest(module: nn.Module) -> Callable[[Tensor], Tensor] | None:
    """Give what a norm computes beside scale and shift; None of a class that is not known."""
    if type(module) in PLAIN_NORMS:
        return _unchanged
    active = _timm("BatchNormAct2d")
    return partial(_activated, module) if active is not None and type(module) is active else None


def _unchanged(entering: Tensor) -> Tensor:
    return entering


def _activated(norm: Any, entering: Tensor) -> Tensor:
    answer: Tensor = norm.act(norm.drop(entering))
    return answer


def _timm(name: str) -> type | None:
    """Find a class of timm's, where timm has been imported; else no module is of it."""
    layers = sys.modules.get("timm.layers")
    found = getattr(layers, name, None)
    return found if isinstance(found, type) else None


def _numbers(weight: object) -> int:
    return weight.numel() if isinstance(weight, Tensor) else sys.maxsize
