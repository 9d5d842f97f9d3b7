"""Describe a network as it would be after changes: the same forward run, with some of its calls made otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from convscope.errors import ConvscopeError
from convscope.network.calling import bound, fitting, rewritten
from convscope.network.changes import Added, Argument, Change, Dropped, InputSize, Value
from convscope.network.description import Layer, Network, Shape
from convscope.network.operators import operator_name

if TYPE_CHECKING:
    from convscope.network.watcher import Watcher


@dataclass
class Edit:
    """What is done to one call: arguments set, modules before and behind it, and whether it is made at all."""

    arguments: dict[str, Value] = field(default_factory=dict)
    before: tuple[Added, ...] = ()
    after: tuple[Added, ...] = ()
    kept: bool = True


@dataclass(frozen=True)
class Edits:
    """Changes of a network, by the index of the layer they are of; ``layers`` are those of the network unchanged."""

    layers: tuple[Layer, ...]
    calls: Mapping[int, Edit]
    dropped: tuple[str, ...] = ()
    size: Shape | None = None


@dataclass(frozen=True)
class Amended:
    """A network after changes.

    ``followed`` are changes that these made needed: a layer behind takes as many channels as reach it now. ``origins``
    are, a layer, the names of what it was before; None of one that was added.
    """

    network: Network
    followed: tuple[Argument, ...]
    origins: tuple[str | None, ...]


def amended(network: Network, changes: Iterable[Change]) -> Amended:
    """Trace a network's module once more, with changes.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> found = amended(trace(nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU()), (3, 9, 9)), [Argument("0", "padding", 1)])
    >>> found.network.layers[-1].output_shape
    (1, 8, 9, 9)

    The module is left as it is. Convolutions, fully connected layers and batch norms behind a change take what reaches
    them then, and ``followed`` says so. Raises `ShapesDoNotFit` where something else does not, `UnknownName` for a
    layer there is not, and `ConvscopeError` where two changes want different values, where a function takes no such
    argument, and for a network that was run on zeros, or whose module is not there.
    """
    again = network.again
    if again is None or network.on_zeros:
        raise ConvscopeError(
            f"{network.target} cannot be changed: {'it ran on zeros' if network.on_zeros else 'its module is gone'}",
            fix="trace the module, without numbers",
        )
    edits = _edits(network, changes)
    result: Amended = again.changed(edits)  # type: ignore[attr-defined]
    return result


def _edits(network: Network, changes: Iterable[Change]) -> Edits:
    indices = {layer.name: layer.index for layer in network}
    calls: dict[int, Edit] = {}
    dropped: list[str] = []
    size: Shape | None = None
    for change in changes:
        if isinstance(change, InputSize):
            if size not in (None, change.size):
                raise ConvscopeError(f"two sizes of the input came, {size} and {change.size}", fix="choose one")
            size = change.size
        elif isinstance(change, Dropped):
            dropped.append(change.module)
        else:
            edit = calls.setdefault(indices[network[change.layer].name], Edit())
            if isinstance(change, Argument):
                known = edit.arguments.get(change.argument, change.value)
                if known != change.value:
                    raise ConvscopeError(f"{change.layer}: {change.argument} cannot be {known} and {change.value}")
                edit.arguments[change.argument] = change.value
            else:
                if not (edit.kept and change.kept) and (edit.before or edit.after or not edit.kept):
                    raise ConvscopeError(f"{change.layer} cannot be changed in two ways at once")
                edit.before, edit.after = (*edit.before, *change.before), (*edit.after, *change.after)
                edit.kept = change.kept
    return Edits(network.layers, calls, tuple(dropped), size)


class Amender(TorchFunctionMode):
    """Stands before the watcher and makes calls otherwise; what it adds is watched as everything else is.

    A call is known by its turn: the watcher's layers, less those added, more those left out.
    """

    def __init__(self, watcher: Watcher, edits: Edits, *, training: bool) -> None:
        super().__init__()
        self._watcher = watcher
        self._edits = edits
        self._training = training
        self._shift = 0
        self._done: set[int] = set()
        self._changed = edits.size is not None
        self.followed: list[Argument] = []
        self.added: set[int] = set()
        self.gone: set[int] = set()

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        index = len(self._watcher.layers) - self._shift
        layer = self._edits.layers[index] if index < len(self._edits.layers) else None
        name = operator_name(func)
        if layer is None or name != layer.operator or index in self._done or not self._watcher.follows(args, kwargs):
            return func(*args, **kwargs)
        edit = self._edits.calls.get(index)
        if edit is None:
            return self._fitted(func, name, layer, args, kwargs) if self._changed else func(*args, **kwargs)
        self._done.add(index)
        self._changed = True
        named = bound(func, name, args, kwargs) if edit.kept and edit.arguments else None
        call: dict[Any, Any] = {**dict(enumerate(args)), **kwargs} if named is None else named
        subject = next((key for key, value in call.items() if isinstance(value, Tensor)), None)
        if subject is None:
            raise ConvscopeError(f"{layer.name} cannot be changed: it takes no tensor by itself")
        taken = call[subject]
        for added in edit.before:
            taken = self._put(added, taken, layer)
        call[subject] = taken
        if not edit.kept:
            self._give_up(call.values())
            self.gone.add(index)
            self._shift -= 1
            output = taken
        elif named is not None:
            output = self._call(func, name, layer, named, edit.arguments)
        else:
            args, kwargs = [call[key] for key in range(len(args))], {key: call[key] for key in kwargs}
            output = self._fitted(func, name, layer, args, kwargs)
        if edit.after and not isinstance(output, Tensor):
            raise ConvscopeError(f"{layer.name} gives more than one tensor", fix="change it by hand")
        for added in edit.after:
            output = self._put(added, output, layer)
        return output

    def _fitted(
        self, func: Callable[..., Any], name: str, layer: Layer, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        """Make a call that was not meant to change, with the channels that reach it now."""
        if not name.startswith(("conv", "linear", "batch_norm")):
            return func(*args, **kwargs)
        call = bound(func, name, args, kwargs)
        if not fitting(call, name):
            return func(*args, **kwargs)
        return self._call(func, name, layer, call, {})

    def _call(
        self, func: Callable[..., Any], name: str, layer: Layer, call: dict[str, Any], changed: Mapping[str, Value]
    ) -> Any:
        with torch._C.DisableTorchFunction():
            was = dict(call)
            rewritten(call, name, changed)
            follows = fitting(call, name)
            rewritten(call, name, follows)
        self.followed += [Argument(layer.name, argument, value) for argument, value in follows.items()]
        for key, old in was.items():
            if isinstance(old, Tensor) and call[key] is not old and key != "input":
                self._watcher.replaced(old, call[key], key)
        first, *others = call.items()
        return func(first[1], **dict(others))

    def _put(self, added: Added, taken: Tensor, layer: Layer) -> Tensor:
        """Let a new module work on a tensor."""
        with torch._C.DisableTorchFunction():
            module = _built(added, taken).train(self._training)
        before = len(self._watcher.layers)
        with self._watcher.visiting(f"{layer.name}+{added.kind}", module):
            output = module(taken)
        self.added.update(range(before, len(self._watcher.layers)))
        self._shift += len(self._watcher.layers) - before
        if not isinstance(output, Tensor):
            raise ConvscopeError(f"{added} gives no tensor")
        return output

    def _give_up(self, values: Iterable[Any]) -> None:
        for value in values:
            if isinstance(value, Tensor):
                self._watcher.given_up(value)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Modules that are left out."""
        return self._edits.dropped

    def origins(self) -> tuple[str | None, ...]:
        """Give, a layer that was noted, what it was called before the changes; None of what was added."""
        names = iter([layer.name for layer in self._edits.layers if layer.index not in self.gone])
        return tuple(None if index in self.added else next(names, None) for index in range(len(self._watcher.layers)))


def _built(added: Added, like: Tensor) -> nn.Module:
    kind = getattr(nn, added.kind, None)
    if not (isinstance(kind, type) and issubclass(kind, nn.Module)):
        raise ConvscopeError(f"nn.{added.kind} is no module")
    options = dict(added.options)
    try:
        module: nn.Module = kind(*added.arguments, **options)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ConvscopeError(f"{added} cannot be made: {str(error).splitlines()[0]}") from error
    return module
