"""Numbers that are none any more: seen before they move a weight, and where in the network they first appeared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from convscope.model import answered
from convscope.network import Layer
from convscope.network.fake import evaluating
from convscope.network.trace import run_forward
from convscope.network.watcher import Watcher
from convscope.training.losses import Loss

NOT_FOUND = "a layer that could not be found"
RARELY = 25  # steps between two looks where each look would make the device wait


def looks(device: torch.device) -> int:
    """Say every how many steps to look: each one on the CPU, where that is cheap.

    >>> looks(torch.device("cpu"))
    1
    """
    return 1 if device.type == "cpu" else RARELY


class RanAway(ArithmeticError):
    """A loss or gradient that is not finite; the weights have not been moved by it, unless ``late``."""

    def __init__(self, images_NCHW: Tensor, targets: Tensor, *, late: bool) -> None:
        super().__init__("a number is not finite")
        self.images_NCHW = images_NCHW
        self.targets = targets
        self.late = late


class Guard:
    """Look at the loss and at every gradient, each step on the CPU, every ``every`` steps where looking is slow."""

    def __init__(self, module: nn.Module, *, every: int) -> None:
        self.every = every
        self._parameters = [parameter for parameter in module.parameters() if parameter.requires_grad]
        self._worst: Tensor | None = None
        self._unseen = 0

    def look(self, loss: Tensor, images_NCHW: Tensor, targets: Tensor) -> None:
        """Raise `RanAway` where a number of this step, or of one since the last look, is not finite."""
        numbers = [loss, *(p.grad for p in self._parameters if p.grad is not None)]
        norm = _norm(numbers)
        if self.every == 1:
            if not bool(norm.isfinite()) and not bool(_largest(numbers).isfinite()):  # a norm may overflow by itself
                raise RanAway(images_NCHW, targets, late=False)
            return
        self._worst = norm if self._worst is None else torch.maximum(self._worst, norm)  # nan stays nan
        self._unseen += 1
        if self._unseen >= self.every and not self._finite():
            raise RanAway(images_NCHW, targets, late=True)

    def settle(self) -> None:
        """Look at what was not looked at yet: before weights are kept."""
        if not self._finite():
            raise RanAway(torch.empty(0), torch.empty(0), late=True)

    def _finite(self) -> bool:
        finite = self._worst is None or bool(self._worst.isfinite())
        self._worst, self._unseen = None, 0
        return finite


@dataclass(frozen=True)
class Trouble:
    """Where the first number that is not finite came from: *pictures*, *weights*, *forward*, *loss*, *backward*."""

    when: str
    layer: str = ""
    operator: str = ""
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        """Say it in words.

        >>> str(Trouble("forward", "conv1", "conv2d", "net.py", 7))
        'first in the output of layer conv1 (conv2d, net.py:7)'
        """
        place = f", {self.file}:{self.line}" if self.file else ""
        layer = f"layer {self.layer} ({self.operator}{place})" if self.layer else NOT_FOUND
        return {
            "pictures": "already in the pictures as they enter",
            "weights": f"in the weights of layer {self.layer}, which the step before made so",
            "forward": f"first in the output of {layer}",
            "loss": "first in the loss: every layer's output is finite",
            "backward": f"first in the gradients that come back through {layer}; every output is finite",
        }[self.when]


def find_trouble(module: nn.Module, images_NCHW: Tensor, targets: Tensor, loss: Loss) -> Trouble:
    """Run a step again, watching, and say where the first number that is not finite appears.

    The module is not changed: it runs on copies of its weights and buffers.
    """
    if not bool(images_NCHW.isfinite().all()):
        return Trouble("pictures")
    for name, weights in module.named_parameters():  # what batch norm tracks this step may have spoilt itself
        if not bool(weights.isfinite().all()):
            return Trouble("weights", name.rpartition(".")[0] or name)
    forward: list[int] = []
    back: list[int] = []

    def keep(index: int, output: Tensor) -> None:
        if not output.is_floating_point():
            return
        if not bool(output.detach().isfinite().all()):
            forward.append(index)
        elif output.requires_grad:
            output.register_hook(noting(index))  # type: ignore[no-untyped-call]

    def noting(index: int) -> Callable[[Tensor], None]:
        return lambda gradient: None if bool(gradient.isfinite().all()) else back.append(index)

    watcher = Watcher(module, picture=tuple(images_NCHW.shape[2:]), keep=keep)
    parameters = {
        name: tensor.detach().clone().requires_grad_(tensor.requires_grad)
        for name, tensor in module.named_parameters(remove_duplicate=False)
    }
    buffers = {name: tensor.detach().clone() for name, tensor in module.named_buffers(remove_duplicate=False)}
    images = images_NCHW.detach().contiguous()
    watcher.follow([images], parameters)
    with torch.random.fork_rng(), evaluating(module, training=module.training), torch.enable_grad():
        with watcher.hooked(), watcher:
            answer = run_forward(module, {**parameters, **buffers}, images)
        layers = watcher.named()
        if forward:
            return _at(layers, forward)
        value = loss(answered(answer).float(), targets)
        if not bool(value.detach().isfinite()):
            return Trouble("loss")
        value.backward()  # type: ignore[no-untyped-call]
    if back:  # the gradient of its output is what a layer that takes it has made
        taking = [layer.index for layer in layers if any(one.source == back[0] for one in layer.arrivals)]
        return _at(layers, taking or back, when="backward")
    for name, tensor in parameters.items():
        if tensor.grad is not None and not bool(tensor.grad.isfinite().all()):
            owner = name.rpartition(".")[0]
            return _at(layers, [layer.index for layer in layers if layer.name == owner], when="backward")
    return Trouble("forward")


def _at(layers: Iterable[Layer], found: list[int], *, when: str = "forward") -> Trouble:
    for layer in layers:
        if found and layer.index == found[0]:
            return Trouble(when, layer.name, layer.operator, layer.file, layer.line)
    return Trouble(when)


def _norm(tensors: list[Tensor]) -> Tensor:
    """Give the largest norm, infinite or nan where a number is; seven times as quick as the largest magnitude."""
    return torch.stack([norm.float() for norm in torch._foreach_norm(tensors)]).max()


def _largest(tensors: list[Tensor]) -> Tensor:
    """Give the largest magnitude of all numbers: infinite or nan where one is. A norm would overflow before that."""
    return torch.stack([norm.float() for norm in torch._foreach_norm(tensors, float("inf"))]).max()
