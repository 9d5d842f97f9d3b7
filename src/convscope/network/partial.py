"""Run a network again for many changes of a small part of its input, computing only what each change reaches.

A change of a rectangle of pixels reaches, through each convolution and pool, a rectangle of the map behind it; outside
of it every number stays as it was in the recorded run. As long as that rectangle is small, it alone is computed, from
what lies around it; from the layer on where it is most of the map, the network's own forward goes on as always. The
answers are those of running everything, to rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_flatten, tree_unflatten

from convscope.errors import ConvscopeError
from convscope.network.description import NETWORK_INPUT
from convscope.network.fake import evaluating
from convscope.network.local import BATCH_NORM, CONVOLUTION
from convscope.network.merged import merged_norms
from convscope.network.operators.operation import bind
from convscope.network.reached import Part, Rectangles, reached
from convscope.network.recording import Call, Function, Recording, Source, Stopped, first_of


class PartialRuns:
    """The runs of one network for changes of its input, as far as the layer ``until``, or to the end.

    ``recorded`` must hold the outputs (`record` with ``keep``). With ``whole`` every layer is computed whole.

    >>> from torch import nn
    >>> from convscope.network.recording import record
    >>> net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1800, 10))
    >>> runs = PartialRuns(net, record(net, torch.rand(1, 1, 32, 32), keep=True), Rectangles((0, 16), (8,), (4, 4)))
    >>> runs.answers([(1, 0)], torch.zeros(1)).shape, round(runs.share, 3)
    (torch.Size([1, 10]), 0.545)
    """

    def __init__(
        self, module: nn.Module, recorded: Recording, changes: Rectangles, *, until: str = "", whole: bool = False
    ) -> None:
        self._module = module
        self.recorded = recorded
        self._changes = changes
        self.until = recorded.network[until].index if until else None
        self._padded: dict[tuple[int, tuple[int, ...], float], Tensor] = {}
        self.turns = {call.turn: index for index, call in recorded.calls.items()}
        self.merged = merged_norms(recorded, but=self.until)
        self.parts = reached(recorded, changes, {} if whole else recorded.calls, self.merged, until=self.until)

    @property
    def share(self) -> float:
        """How much of the network's multiply-adds a run takes."""
        whole = part = 0.0
        for layer in self.recorded.network:
            whole += layer.macs
            reaches = self.parts.get(layer.index)
            part += layer.macs * (1.0 if reaches is None else reaches.share(layer.output_shape))
        return part / whole if whole else 1.0

    def answers(self, places: Sequence[tuple[int, int]], fill_C: Tensor) -> Any:
        """Give what forward returns for the pictures with ``fill_C`` in the rectangle of each place, as one batch.

        With ``until``, that layer's output.

        A place is (number of its top, number of its left). Raises `ConvscopeError` where the network takes another way
        than it did when it was recorded.
        """
        values: dict[int, Tensor] = {NETWORK_INPUT: self._changed(places, fill_C)}
        for index, part in self.parts.items():
            if index != NETWORK_INPUT:
                values[index] = part.local.compute([self._cut(places, part, source, values) for source in part.sources])
        if self.read_whole(NETWORK_INPUT):
            images = self.whole(NETWORK_INPUT, places, values)
        else:
            images = self.recorded.images.expand(len(places), -1, -1, -1)
        try:
            with evaluating(self._module, training=False), _Forward(self, places, values):
                return self._module(images)
        except Stopped as stopped:
            return stopped.output

    def read_whole(self, source: int) -> bool:
        """Whether a layer that is computed whole takes a source, or nobody knows."""
        layers = self.recorded.network.consumers(source)
        return not layers or any(layer.index not in self.parts for layer in layers)

    def _output(self, source: int) -> Tensor:
        return self.recorded.images if source == NETWORK_INPUT else self.recorded.outputs[source]

    def _changed(self, places: Sequence[tuple[int, int]], fill_C: Tensor) -> Tensor:
        """Give the changed rectangles of the input; at its border they cover more than what changes."""
        part, image = self.parts[NETWORK_INPUT], self.recorded.images[0]
        rows, columns = part.rows, part.columns
        height, width = self._changes.size
        made = image.new_empty((len(places), image.shape[0], rows.length, columns.length))
        for number, (row, column) in enumerate(places):
            top, left = rows.starts[row], columns.starts[column]
            made[number] = image[:, top : top + rows.length, left : left + columns.length]
            down, right = self._changes.tops[row] - top, self._changes.lefts[column] - left
            made[number, :, down : down + height, right : right + width] = fill_C[:, None, None]
        return made.contiguous(memory_format=torch.channels_last)

    def _cut(self, places: Sequence[tuple[int, int]], part: Part, source: int, values: Mapping[int, Tensor]) -> Tensor:
        """Cut out of a source what a layer needs for its part: the source's changed part, among what stays."""
        of = self.parts[source]
        windows = part.local.windows
        rows, columns = (
            spans.read_through(window) for spans, window in zip((part.rows, part.columns), windows, strict=True)
        )
        value = values[source]
        pads = tuple(window.padding[0] for window in windows)
        if pads == (0, 0) and rows == of.rows and columns == of.columns:
            return value
        base = self._around(source, part, rows.length, columns.length)
        size = len(places), value.shape[1], rows.length, columns.length
        cut = torch.empty(size, dtype=value.dtype, device=value.device, memory_format=torch.channels_last)
        for number, (row, column) in enumerate(places):
            top, left = rows.starts[row], columns.starts[column]
            cut[number] = base[:, top : top + rows.length, left : left + columns.length]
            down, right = of.rows.starts[row] + pads[0] - top, of.columns.starts[column] + pads[1] - left
            _paste(cut[number], value[number], down, right)
        return cut

    def _around(self, source: int, part: Part, height: int, width: int) -> Tensor:
        """Give a source as recorded, (channels, height, width), with the padding that a layer reads around it."""
        output = self._output(source)
        sides = []
        for spans, window, length, read in (
            (part.columns, part.local.windows[1], output.shape[3], width),
            (part.rows, part.local.windows[0], output.shape[2], height),
        ):
            before = window.padding[0]
            last = max(spans.starts) * window.stride + read
            sides += [before, max(last - before - length, 0)]
        key = source, tuple(sides), part.local.beyond
        if key not in self._padded:
            padded = F.pad(output, sides, value=part.local.beyond)
            self._padded[key] = padded.contiguous(memory_format=torch.channels_last)[0]
        return self._padded[key]

    def whole(self, source: int, places: Sequence[tuple[int, int]], values: Mapping[int, Tensor]) -> Tensor:
        """Put a source's changed parts among what stays of it."""
        part, value = self.parts[source], values[source]
        made = self._output(source).expand(len(places), -1, -1, -1).clone(memory_format=torch.channels_last)
        for number, (row, column) in enumerate(places):
            _paste(made[number], value[number], part.rows.starts[row], part.columns.starts[column])
        return made


class _Forward(TorchFunctionMode):
    """The network's own forward, in which calls of which only a part matters are answered without being made."""

    def __init__(self, runs: PartialRuns, places: Sequence[tuple[int, int]], values: Mapping[int, Tensor]) -> None:
        super().__init__()
        self._runs, self._places, self._values = runs, places, values
        self._overwritten: dict[int, Tensor] = {}  # what a call wrote into that was not the tensor forward holds
        self._made: dict[int, Tensor] = {}
        self._turn = 0

    def __torch_function__(
        self, func: Function, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        turn, self._turn = self._turn, self._turn + 1
        index = self._runs.turns.get(turn)
        if index is None:
            return func(*args, **(kwargs or {}))
        call = self._runs.recorded.calls[index]
        if func != call.function:  # of properties, each getting makes another object
            raise ConvscopeError("the network took another way than before", fix="keep forward free of branches")
        if index in self._runs.parts:
            return self._runs.recorded.outputs[index].expand(len(self._places), -1, -1, -1)
        replaced, kwargs = self._with_values(call, args, kwargs or {})
        if index in self._runs.merged.norms:
            return bind(BATCH_NORM, replaced, kwargs)["input"]
        if index in self._runs.merged.weights:
            weight, bias = self._runs.merged.weights[index]
            return F.conv2d(**{**bind(CONVOLUTION, replaced, kwargs), "weight": weight, "bias": bias})
        output = func(*replaced, **kwargs)
        if index == self._runs.until:
            raise Stopped(first_of(output, replaced))
        if call.in_place and any(old is not new for old, new in zip(args, replaced, strict=True)):
            self._overwritten[index] = replaced[0] if output is None else output
        return output

    def _whole(self, layer: int, *, alone: bool) -> Tensor:
        """Make a layer's numbers whole; once, where several layers take them."""
        if layer not in self._made:
            self._made[layer] = self._runs.whole(layer, self._places, self._values)
        return self._made.pop(layer) if alone else self._made[layer]

    def _with_values(
        self, call: Call, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Put real numbers in the place of what was answered without being computed."""
        recorded, _ = tree_flatten((tuple(call.args), dict(call.kwargs)))
        given, shape = tree_flatten((tuple(args), dict(kwargs)))
        for number, was in enumerate(recorded):
            if not isinstance(was, Source):
                continue
            if was.layer in self._overwritten:
                given[number] = self._overwritten[was.layer]
            elif was.layer in self._runs.parts and was.layer != NETWORK_INPUT:
                given[number] = self._whole(was.layer, alone=len(self._runs.recorded.network.consumers(was.layer)) == 1)
        made: tuple[Sequence[Any], Mapping[str, Any]] = tree_unflatten(given, shape)
        return made


def _paste(into_CHW: Tensor, value_CHW: Tensor, top: int, left: int) -> None:
    """Lay a part over a map, as far as it lies inside."""
    height, width = into_CHW.shape[1:]
    first, before = max(-top, 0), max(-left, 0)
    bottom, right = min(top + value_CHW.shape[1], height), min(left + value_CHW.shape[2], width)
    if bottom > top + first and right > left + before:
        inside = value_CHW[:, first : bottom - top, before : right - left]
        into_CHW[:, top + first : bottom, left + before : right] = inside
