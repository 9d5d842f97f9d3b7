"""Watch one forward run, call by call, and note what a network does.

A `TorchFunctionMode` sees every torch function the user's code calls, whether a module calls it, a function, a method
or an operator, and where; hooks on the modules only say which module is at work. That is why functional calls, skips
and reused modules come out right where module hooks alone go wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, zip_longest
from typing import Any

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import DataDependentOutputException, DynamicOutputShapeException
from torch.overrides import TorchFunctionMode

from convscope.network import reach
from convscope.network.answers import Answers
from convscope.network.calls import Calls
from convscope.network.description import NETWORK_INPUT, Arrival, Layer, Reach, Shape, Unused
from convscope.network.failure import expected_shape, explain
from convscope.network.ledger import Ledger
from convscope.network.operators import Operation, Reshaped, describe, one, operator_name
from convscope.network.parameters import Parameters
from convscope.network.sites import Site, called_from, constructed_at
from convscope.network.storage import Storage
from convscope.network.tracks import Tracked, Tracks, memory
from convscope.network.views import shows_same

# give a tensor of their own, whatever they are given
CONSTANTS = frozenset(
    "zeros_like ones_like empty_like full_like rand_like randn_like new_zeros new_ones new_full".split()  # noqa: SIM905
)


# ask a tensor what it is, and make none
ASKING = frozenset(
    (
        Tensor.dim, Tensor.size, Tensor.stride, Tensor.numel, Tensor.is_contiguous, Tensor.is_floating_point,
        Tensor.__len__, Tensor.storage_offset, Tensor.get_device, Tensor.is_complex,
        *(
            getattr(Tensor, name).__get__
            for name in ("shape", "ndim", "dtype", "device", "layout", "is_cuda", "requires_grad", "is_quantized")
        ),
    )
)  # fmt: skip


@dataclass
class Visit:
    """One call of one module: which, and the layers noted while it was the innermost at work."""

    path: str
    module: nn.Module
    layers: list[int] = field(default_factory=list)


class Watcher(TorchFunctionMode):
    """Note every layer of a forward run of ``module`` on ``inputs``; ``keep`` hands over each output as it is made."""

    def __init__(self, module: nn.Module, *, picture: Shape, keep: Callable[[int, Tensor], None] | None = None) -> None:
        super().__init__()
        self.layers: list[Layer] = []
        self._module = module
        self._picture = picture
        self._keep = keep
        self._tracks = Tracks()
        self._calls = Calls()
        self._ledger = Ledger()
        self._standings: dict[int, reach.Standing] = {}
        self.parameters = Parameters()
        self._visits: list[Visit] = [Visit("", module)]
        self._closed: list[Visit] = []

    def follow(
        self, inputs: Iterable[Tensor], parameters: Mapping[str, Tensor], answers: Answers | None = None
    ) -> None:
        """Say before the run which tensors are the network's inputs and which its parameters.

        ``answers`` spares a run on fake tensors to answer equal calls twice.
        """
        self._calls = Calls(answers)
        for number, tensor in enumerate(inputs):
            source, shape = NETWORK_INPUT - number, tuple(tensor.shape)
            self._tracks.note(Tracked(tensor, source))
            alike = shape[2:] == tuple(self._picture)
            axes = len(self._picture)
            self._ledger.layer((), [tensor], source)
            self._standings[source] = reach.of_input(shape, axes) if alike else reach.of_other(shape, number)
        self._learn(parameters)

    def _learn(self, parameters: Mapping[str, Tensor]) -> None:
        self._ledger.weights(parameters.values())
        self.parameters.learn(parameters)
        for tensor in parameters.values():
            self._tracks.note(Tracked(tensor, None, frozenset({id(tensor)})))

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """Know which submodule is at work, for as long as the block lasts."""
        handles = []
        for path, module in self._module.named_modules():
            if path:
                handles.append(module.register_forward_pre_hook(self._enter(path)))
                handles.append(module.register_forward_hook(self._leave, always_call=True))
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def _enter(self, path: str) -> Callable[[nn.Module, Any], None]:
        def enter(module: nn.Module, _: Any) -> None:
            self._visits.append(Visit(path, module))

        return enter

    def _leave(self, *_: Any) -> None:
        self._closed.append(self._visits.pop())

    @contextmanager
    def visiting(self, path: str, module: nn.Module) -> Iterator[None]:
        """Let a module that is none of the network's work, under a name of its own; its parameters count as well."""
        self._learn({f"{path}.{name}": parameter for name, parameter in module.named_parameters()})
        self._visits.append(Visit(path, module))
        try:
            yield
        finally:
            self._closed.append(self._visits.pop())

    def follows(self, *values: Any) -> bool:
        """Whether among a call's arguments is a tensor that comes from the network's input."""
        return any(known.layer is not None for known in self._tracks.among(_tensors(values)))

    def replaced(self, old: Tensor, new: Tensor | None, name: str) -> None:
        """Note that a call takes another tensor in place of a parameter, or none."""
        known = self._tracks.of(old)
        self.given_up(old)
        if isinstance(new, Tensor) and known is not None and known.parameters:
            self._learn({f"{self.parameters.owner(old)}.{name}": new})

    def given_up(self, tensor: Tensor) -> None:
        """Note that a call does without a tensor: where it is a parameter that nothing else uses, the network does."""
        known = self._tracks.of(tensor)
        if known is not None and known.layer is None:
            self.parameters.give_up(known.parameters)

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func in ASKING:
            return func(*args, **kwargs)
        if func is Tensor.__setitem__ and _is_there(*args):  # x[i] += y has written through a view already
            return func(*args)
        tensors = _tensors((args, kwargs))
        taken = [self._settled(known) for known in self._tracks.among(tensors)]
        if all(
            known.layer is None for known in taken
        ):  # on parameters or constants alone: no layer, but what is made of parameters stays theirs
            output = func(*args, **kwargs)
            self._derive(output, taken)
            return output
        name = operator_name(func)
        key = self._calls.key(func, args, kwargs)
        operation = self._calls.described(key, name, args, kwargs, tensors)
        arrivals = self._arrivals(operation, taken)
        if not arrivals:  # only asked for its shape or type, as by type_as
            return func(*args, **kwargs)
        place = called_from()
        try:
            output, counted, written = self._calls.made(key, func, args, kwargs, counting=operation.macs is None)
            if name.startswith("conv_transpose") and 0 in output.shape[-len(operation.windows) :]:
                raise RuntimeError("no output is left")  # a fake run takes it, a real one does not
        except (DataDependentOutputException, DynamicOutputShapeException):
            raise
        except (RuntimeError, ValueError, TypeError) as error:
            broken = self._layer(name, operation, taken, arrivals, place)
            self.layers.append(replace(broken, output_shape=expected_shape(broken)))
            raise explain(error, operation, self.layers) from error
        made = _tensors(args[:1] if name == "setitem" else output)  # x[…] = y returns nothing and changes x
        if not made or name in CONSTANTS:
            return output
        shape = tuple(made[0].shape)
        macs = counted if operation.macs is None else operation.macs(shape)
        known = {memory(one.tensor) for one in taken}
        fresh = sum(t.numel() * t.element_size() for t in made if memory(t) not in known)  # no view, not in place
        layer = self._layer(name, operation, taken, arrivals, place)
        storages = self._ledger.layer((one.tensor for one in taken), made, layer.index)
        self._add(layer, operation, shape, macs=macs, fresh=fresh, storages=storages)
        self._visits[-1].layers.append(layer.index)
        for tensor, part in zip_longest(made, operation.parts[: len(made)]):
            self._tracks.note(Tracked(tensor, layer.index, part=part))
        if written or made[0] is kwargs.get("out"):
            self._tracks.wrote(args[0] if written else made[0])
        if self._keep is not None:
            self._keep(layer.index, made[0])
        return output

    def storages(self, answer: Any) -> tuple[Storage, ...]:
        """Say what lay in memory during the run, now that it has answered."""
        self._ledger.read(_tensors(answer), len(self.layers))
        return self._ledger.storages()

    def _add(
        self,
        layer: Layer,
        operation: Operation,
        shape: Shape,
        *,
        macs: int = 0,
        fresh: int = 0,
        storages: tuple[int, ...] = (),
    ) -> None:
        """Find how far a layer reaches, and put it behind the others."""
        whole = layer.arrivals[0].shape if operation.parts else shape  # what several outputs are cut from
        standing = reach.compose(operation, layer.arrivals, self._standings, whole, self._picture, name=layer.name)
        source = layer.arrivals[0].source
        before = self.layers[source] if source >= 0 and standing is self._standings[source] else None
        if before is None or before.parts or operation.parts:
            reached = _with_dims(standing, len(self._picture), operation.parts)
        else:
            reached = before.reach
        self._standings[layer.index] = standing
        found = replace(layer, output_shape=shape, parts=operation.parts, reach=reached, storages=storages)
        self.layers.append(replace(found, macs=macs, bytes=fresh) if macs or fresh else found)

    def _settled(self, known: Tracked) -> Tracked:
        """Make a layer of what was written into a part of a tensor, now that the tensor is read."""
        write = known.written
        if write is None:
            return known
        sources = [] if write.before is None else [self._settled(write.before)]
        tensor, view = known.tensor, write.view.tensor
        operation = (
            one(view, Reshaped()) if write.index is None else describe("setitem", (tensor, write.index, view), {})
        )
        arrivals = self._arrivals(operation, [*sources, write.view])
        operator = "view" if write.index is None else "setitem"
        assert known.layer is not None
        writer = self.layers[known.layer]
        name = ".".join(part for part in (writer.name.rpartition(".")[0], operator) if part)
        layer = Layer(len(self.layers), name, operator, arrivals, (), file=writer.file, line=writer.line)
        storages = self._ledger.layer([view], [tensor], layer.index)
        self._add(layer, operation, tuple(tensor.shape), storages=storages)
        settled = Tracked(tensor, layer.index)
        self._tracks.note(settled)
        if self._keep is not None:
            self._keep(layer.index, tensor)
        return settled

    def settle(self, answer: Any) -> None:
        """At the end of the run, make layers of what was written into parts of the answer."""
        for known in self._tracks.among(_tensors(answer)):
            self._settled(known)

    def lost(self, answer: Any) -> bool:
        """Whether none of the tensors in what forward returned can be led back to its input."""
        tensors = _tensors(answer)
        return bool(tensors) and all(known.layer is None for known in self._tracks.among(tensors))

    def answers(self, answer: Any) -> tuple[int, ...]:
        """Find the layers whose outputs are in what forward returned."""
        known = [self._tracks.of(tensor) for tensor in _tensors(answer)]
        return tuple(dict.fromkeys(one.layer for one in known if one is not None and one.layer is not None))

    def unused(self) -> tuple[Unused, ...]:
        """Gather by module the parameters that no layer used."""
        return tuple(
            Unused(owner, count, *(constructed_at(self._module.get_submodule(owner)) or (None, None)))
            for owner, count in self.parameters.unused()
        )

    def _derive(self, output: Any, taken: Sequence[Tracked]) -> None:
        parameters = frozenset[int]().union(*(known.parameters for known in taken)) if taken else frozenset[int]()
        if parameters:
            made, now = _tensors(output), len(self.layers)
            self._ledger.layer((known.tensor for known in taken), made, now, scales=False)
            for tensor in _tensors(output):
                self._tracks.note(Tracked(tensor, None, parameters))

    def _arrivals(self, operation: Operation, taken: Sequence[Tracked]) -> tuple[Arrival, ...]:
        """List what comes into a call: the tensors whose reading is described, then the others."""
        known = {id(one.tensor): one for one in taken}
        described = [(known.get(id(tensor)), read) for tensor, read in operation.reads]
        seen = {id(tensor) for tensor, _ in operation.reads} | {id(tensor) for tensor in operation.asked}
        others = [(one, None) for one in taken if id(one.tensor) not in seen]
        return tuple(
            Arrival(one.layer, tuple(one.tensor.shape), read if self._is_whole(one) else None, one.part)
            for one, read in (*described, *others)
            if one is not None and one.layer is not None
        )

    def _is_whole(self, known: Tracked) -> bool:
        """Whether a tensor is its layer's first output or a part whose place is known; of others nobody knows where."""
        if known.unclear:
            return False
        if known.layer is None or known.layer < 0 or known.part is not None:
            return True
        return tuple(known.tensor.shape) == self.layers[known.layer].output_shape

    def _layer(
        self,
        name: str,
        operation: Operation,
        taken: Sequence[Tracked],
        arrivals: tuple[Arrival, ...],
        place: Site | None,
    ) -> Layer:
        visit = self._visits[-1]
        used = frozenset[int]().union(*(known.parameters for known in taken))
        new = self.parameters.used(used)
        leaf = _is_torch_leaf(visit.module)
        label = visit.path if leaf and visit.path else ".".join(part for part in (visit.path, name) if part)
        site = (constructed_at(visit.module) if leaf else None) or place
        return Layer(
            index=len(self.layers),
            name=label,
            operator=name,
            arrivals=arrivals,
            output_shape=(),
            windows=operation.windows,
            groups=operation.groups,
            bias_parameters=self.parameters.count_biases(used),
            parameters=self.parameters.count(new),
            shared=bool(used) and not new,
            noted=operation.noted,
            file=site[0] if site else None,
            line=site[1] if site else None,
        )

    def named(self) -> tuple[Layer, ...]:
        """Return the layers under names of their own.

        A torch leaf's last operator bears the module's path and those before it (the padding of ``padding_mode``) the
        path and the operator; a name that comes again (a reused module, a second ``relu`` of one forward) gets ``:2``,
        ``:3`` …
        """
        names = {layer.index: layer.name for layer in self.layers}
        for visit in (*self._closed, *self._visits):
            if _is_torch_leaf(visit.module):
                names.update({index: f"{names[index]}.{self.layers[index].operator}" for index in visit.layers[:-1]})
        seen: dict[str, Iterator[int]] = {}
        final = []
        for layer in self.layers:
            name = names[layer.index]
            times = next(seen.setdefault(name, count(1)))
            name = name if times == 1 else f"{name}:{times}"
            final.append(layer if name == layer.name else replace(layer, name=name))
        return tuple(final)


def _with_dims(standing: reach.Standing, axes: int, parts: Sequence[tuple[int, int, int]]) -> Reach:
    """Note the axes of the output along which the picture's lie, each whole; of parts, the first one's axes."""
    dims: list[int | None] = [None] * axes
    lengths = reach.lengths_of(standing.places)
    gone = parts[0][0] if parts and parts[0][2] else None
    for dim, factors in enumerate(standing.places):
        axis = factors[0].axis if len(factors) == 1 else None
        if axis is not None and axis in lengths and lengths[axis] == factors[0].length and dim != gone:
            dims[axis] = dim - (gone is not None and dim > gone)
    return replace(standing.reach, dims=tuple(dims))


def _is_there(target: Tensor, index: Any, value: Any) -> bool:
    """Whether a value shows the very place that it is to be written to."""
    if not isinstance(value, Tensor) or memory(value) != memory(target):
        return False
    there = target[index]
    return memory(there) == memory(value) and shows_same(there, value)


def _is_torch_leaf(module: nn.Module) -> bool:
    return type(module).__module__.startswith("torch.nn.") and next(module.children(), None) is None


def _tensors(values: Any) -> list[Tensor]:
    """Find the tensors in nested arguments or outputs, in order."""
    if isinstance(values, Tensor):
        return [values]
    if isinstance(values, (int, float, str, type(None))):  # the most, so first: asking for a Mapping takes long
        return []
    if isinstance(values, Mapping):
        values = values.values()
    elif not isinstance(values, (list, tuple, torch.Size)):
        return []
    return [tensor for value in values for tensor in _tensors(value)]
