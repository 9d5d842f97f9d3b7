"""One training step without numbers: what forward and backward hold in memory, storage by storage.

Autograd keeps for the backward pass what each operator needs there (a convolution its input, a ReLU its output, a max
pool its input and indices, a sum nothing), and lets go of it as the backward pass goes. Fake tensors are kept and let
go of in the same way, so the step is run on them, and every storage is noted as it comes and goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from convscope.errors import ConvscopeError
from convscope.network.alive import Alive, tensors_in
from convscope.network.description import Network
from convscope.network.fake import evaluating, fake_mode, faked, placed_like
from convscope.network.memory import Memory, checked_batch
from convscope.network.trace import Again, run_forward
from convscope.network.tracks import memory
from convscope.network.watcher import Watcher


def of_training(network: Network, batch: int = 1) -> Memory:
    """Rehearse one training step of a network at a batch, and find the most that is alive at once.

    ``kept`` is what is alive between the forward and the backward pass; ``peak`` is over both. Everything that torch
    holds counts: input and answer, the gradient of the answer, what operators keep (masks, indices, means), gradients
    on their way back, and tensors that Python still has a name for. Weights, buffers and the gradients of weights do
    not, nor does what an operator takes and gives back while it works. Frozen weights keep less, as in torch.

    >>> from convscope.network import trace
    >>> network = trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2)), (1, 8, 8))
    >>> of_training(network).kept == 4 * (64 + 72 + 18) + 8 * 18  # input, ReLU's output, answer; indices
    True

    Raises `ConvscopeError` where the module is not at hand, or its step fails at this batch.
    """
    checked_batch(batch)
    if not isinstance(network.again, Again):
        raise ConvscopeError("the module is not at hand", fix="trace it")
    if network.on_zeros:
        raise ConvscopeError(
            f"{network.target} decides by what it computes",
            fix="a step is rehearsed without numbers: there is no other",
        )
    module = network.again.module
    shapes = [(batch, *shape) for shape in (network.input_shape, *network.other_inputs)]
    try:
        with evaluating(module, training=True):
            calls = _layers_by_call(module, shapes)
            return _rehearsed(module, shapes, calls)
    except ConvscopeError:
        raise
    except Exception as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else ""
        raise ConvscopeError(
            f"a training step of {network.target} at a batch of {batch} raised {type(error).__name__}: {said}",
            fix="another batch may do: normalisation in training takes more than one value a channel",
        ) from error


def _layers_by_call(module: nn.Module, shapes: Sequence[tuple[int, ...]]) -> dict[int, str]:
    """Name the layer that begins with each call of a torch function, the calls counted from 1."""
    watcher = _Counted(module, picture=shapes[0][2:])
    device, dtype = placed_like(module)
    with watcher.hooked(), torch.no_grad(), fake_mode() as mode:
        parameters, buffers = faked(module, mode)
        inputs = [torch.empty(shape, device=device, dtype=dtype) for shape in shapes]
        watcher.follow(inputs, parameters)
        with watcher:
            run_forward(module, {**parameters, **buffers}, *inputs)
    return dict(zip(watcher.begun, (layer.name for layer in watcher.named()), strict=True))


def _rehearsed(module: nn.Module, shapes: Sequence[tuple[int, ...]], calls: Mapping[int, str]) -> Memory:
    device, dtype = placed_like(module)
    with fake_mode() as mode:
        parameters, buffers = faked(module, mode)
        for name, parameter in module.named_parameters(remove_duplicate=False):
            parameters[name].requires_grad_(parameter.requires_grad)
        alive = Alive(calls, (*parameters.values(), *buffers.values()))
        with alive:
            inputs = [torch.empty(shape, device=device, dtype=dtype) for shape in shapes]
            with _Calls(alive):
                answer = run_forward(module, {**parameters, **buffers}, *inputs)
            made = alive.total
            kept = alive.now
            alive.backward = True
            answers = [tensor for tensor in tensors_in(answer) if tensor.requires_grad]
            if answers:
                torch.autograd.backward(answers, [torch.empty_like(one) for one in answers])
        gradients = [parameter.grad for parameter in parameters.values() if parameter.grad is not None]
        peak, (layer, backward) = alive.peak_without({memory(gradient) for gradient in gradients})
    return Memory(shapes[0][0], made, peak, layer, kept, backward)


class _Counted(Watcher):
    """A watcher that also counts calls, whether they are layers or not."""

    def __init__(self, module: nn.Module, *, picture: tuple[int, ...]) -> None:
        super().__init__(module, picture=picture)
        self.calls = 0
        self.begun: list[int] = []

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        self.calls += 1
        number = self.calls
        output = super().__torch_function__(func, types, args, kwargs)
        self.begun += [number] * (len(self.layers) - len(self.begun))
        return output


class _Calls(TorchFunctionMode):
    """Tell `Alive` which layer is at work, forwards now and backwards later, and hold nothing."""

    def __init__(self, alive: Alive) -> None:
        super().__init__()
        self._alive = alive
        self._number = 0

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        self._number += 1
        layer = self._alive.calls.get(self._number)
        if layer is None:
            return func(*args, **(kwargs or {}))
        self._alive.layer = layer
        output = func(*args, **(kwargs or {}))
        for tensor in tensors_in(output):
            if tensor.grad_fn is not None:
                tensor.grad_fn.register_prehook(self._returning(layer))
        return output

    def _returning(self, layer: str) -> Callable[[Any], None]:
        alive = self._alive

        def at_work(_: Any) -> None:
            alive.layer = layer

        return at_work
