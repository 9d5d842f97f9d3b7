"""One watched run whose calls are known by their turn, so that it can be run again with some of them made otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from convscope.errors import ConvscopeError
from convscope.network.description import NETWORK_INPUT, Network
from convscope.network.fake import evaluating
from convscope.network.trace import Again, checked_shape, run_forward
from convscope.network.watcher import Watcher

Function = Callable[..., Any]
Otherwise = Callable[[Function, Sequence[Any], Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Source:
    """Stands in a recorded call for a tensor: the output of layer ``layer``, or the network's input."""

    layer: int


@dataclass(frozen=True)
class Call:
    """The call that made a layer's output: the how-manieth torch call of the run, and what it was called with.

    Tensors that come from the network's input are `Source`s. ``in_place`` says that it wrote into what it was given.
    """

    turn: int
    function: Function
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    in_place: bool

    @property
    def sources(self) -> tuple[int, ...]:
        """Indices of the layers that it takes, each once, in order; `NETWORK_INPUT` for the input."""
        found: list[int] = []
        _swapped((self.args, dict(self.kwargs)), Source, lambda source: found.append(source.layer))
        return tuple(dict.fromkeys(found))

    def again(self, values: Callable[[int], Tensor]) -> Any:
        """Make the call anew, with other tensors in place of the layers that it takes."""
        args, kwargs = self.arguments(values)
        return self.function(*args, **kwargs)

    def arguments(self, values: Callable[[int], Tensor]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Give what it was called with, with tensors in place of the layers that it takes."""
        args, kwargs = _swapped((self.args, dict(self.kwargs)), Source, lambda source: values(source.layer))
        return args, kwargs


@dataclass(frozen=True)
class Recording:
    """A network, its answer, and, by the layers' indices, their calls and outputs.

    A layer whose output no single call made, as a sum of writes through views, has no call. ``images`` are what it ran
    on. ``outputs`` are copies; ``live`` are the outputs themselves, in the graph that gradients go back through, as far
    as nothing wrote into them later; both are empty where they were not asked for.
    """

    network: Network
    images: Tensor
    answer: Any
    calls: Mapping[int, Call]
    outputs: Mapping[int, Tensor] = field(default_factory=dict)
    live: Mapping[int, Tensor] = field(default_factory=dict)

    def call(self, layer: str) -> Call:
        """Give a layer's call. Raises `UnknownName` for a layer there is not, `ConvscopeError` for one without."""
        found = self.calls.get(self.network[layer].index)
        if found is None:
            raise ConvscopeError(f"no single call makes the output of {layer}", fix="choose the layer after it")
        return found


def record(
    module: nn.Module, images_NCHW: Tensor, *, target: str = "", keep: bool = False, graph: bool = False
) -> Recording:
    """Run a module on real images, in evaluation mode, and know its calls.

    ``keep`` copies every layer's output, ``graph`` has the outputs themselves, and the graph between them.

    >>> from torch import nn
    >>> found = record(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), torch.zeros(1, 1, 8, 8))
    >>> found.call("1").sources
    (0,)
    """
    shape = checked_shape(tuple(images_NCHW.shape[1:]))
    given = images_NCHW.detach().requires_grad_(graph).clone()  # forward may write into it
    recorder = Recorder(given, keep=keep, hold=graph)
    watcher = Watcher(module, picture=shape[1:], keep=recorder.made)
    watcher.follow([given], dict(module.named_parameters(remove_duplicate=False)))
    with evaluating(module, training=False), watcher.hooked(), torch.set_grad_enabled(graph), watcher, recorder:
        answer = run_forward(module, {}, given)
    total = sum(parameter.numel() for parameter in module.parameters())
    again = Again(module, (shape,), target or type(module).__name__, training=False, on_zeros=False)
    layers = watcher.named()
    network = Network(again.target, shape, layers, total, answers=watcher.answers(answer), again=again)
    calls = {
        index: call for index, call in recorder.calls.items() if set(call.sources) == set(layers[index].inputs)
    }  # a tensor that was written through a view is known to the watcher alone
    live = {index: output for index, (output, version) in recorder.held.items() if output._version == version}
    return Recording(network, images_NCHW, answer, calls, recorder.outputs, live)


class Stopped(BaseException):  # no Exception, so that the user's own handlers let it pass
    """Ends a run early, with the output of the layer that it was to reach."""

    def __init__(self, output: Tensor) -> None:
        self.output = output


class Recorder(TorchFunctionMode):
    """Stands before the watcher: counts the calls, and notes those that the watcher makes layers of."""

    def __init__(self, images: Tensor, *, keep: bool, hold: bool) -> None:
        super().__init__()
        self.held: dict[int, tuple[Tensor, int]] = {}
        self._hold = hold
        self.calls: dict[int, Call] = {}
        self.outputs: dict[int, Tensor] = {}
        self._keep = keep
        self._turn = 0
        self._made: tuple[int, Tensor] | None = None
        self._known: dict[int, tuple[Tensor, int]] = {id(images): (images, NETWORK_INPUT)}

    def made(self, index: int, output: Tensor) -> None:
        """Hear of a layer's output from the watcher."""
        self._made = index, output
        if self._keep:
            self.outputs[index] = output.detach().clone()
        if self._hold:
            self.held[index] = output, output._version

    def __torch_function__(
        self, func: Function, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        turn, self._turn = self._turn, self._turn + 1
        self._made = None
        output = func(*args, **kwargs)
        if self._made is not None:
            index, made = self._made
            given = is_given(made, args, kwargs)
            if given or made is (output[0] if isinstance(output, (tuple, list)) else output):
                args, kwargs = _swapped((tuple(args), dict(kwargs)), Tensor, self._source)
                self.calls[index] = Call(turn, func, args, kwargs, given)
            self._known[id(made)] = made, index
            for more in output[1:] if isinstance(output, (tuple, list)) else ():
                self._known.pop(id(more), None)
        return output

    def _source(self, tensor: Tensor) -> Any:
        known = self._known.get(id(tensor))
        return tensor if known is None or known[0] is not tensor else Source(known[1])


class Otherly(TorchFunctionMode):
    """Make some calls of a run otherwise, by their turn; each must be the call that was recorded."""

    def __init__(self, calls: Mapping[int, tuple[Call, Otherwise]]) -> None:
        super().__init__()
        self._calls = calls
        self._turn = 0

    def __torch_function__(
        self, func: Function, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        turn, self._turn = self._turn, self._turn + 1
        found = self._calls.get(turn)
        if found is None:
            return func(*args, **(kwargs or {}))
        call, otherwise = found
        if func != call.function:  # of properties, each getting makes another object
            raise ConvscopeError(
                "the network took another way than before: it decides by what it computes, or by chance",
                fix="keep forward free of branches on values",
            )
        return otherwise(func, args, kwargs or {})


def _swapped(value: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """Put something else in place of each value of a kind, in a call's arguments."""
    if isinstance(value, kind):
        return change(value)
    if type(value) in (tuple, list):
        return type(value)(_swapped(part, kind, change) for part in value)
    return {key: _swapped(part, kind, change) for key, part in value.items()} if type(value) is dict else value


def is_given(tensor: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether what a call made is one of the tensors that it was given, as in-place calls do."""
    return any(tensor is value for value in (*args, *kwargs.values()))


def first_of(output: Any, args: Sequence[Any]) -> Any:
    """Give a call's first output; ``x[…] = y`` returns none and changes x."""
    if output is None:
        return args[0]
    return output[0] if isinstance(output, (tuple, list)) else output
