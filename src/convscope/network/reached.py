"""Which part of each layer's output a change of a rectangle of the input reaches, and where to stop following it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convscope.arithmetic import Window
from convscope.network.description import NETWORK_INPUT
from convscope.network.local import IN_PLACE, Local, local
from convscope.network.merged import Merged
from convscope.network.recording import Call, Recording

MOST_SHARE = 0.7  # of a map: where a change reaches more, computing a part saves nothing


@dataclass(frozen=True)
class Spans:
    """Where along one axis a layer's output changes: from which position on, a change; and how many, the same of all.

    What lies between may be more than what changes.
    """

    starts: tuple[int, ...]
    length: int

    @classmethod
    def of(cls, hulls: Sequence[tuple[int, int]], size: int) -> Spans:
        """Cover hulls, (first, last) each, in an axis of ``size``."""
        cut = [(min(max(first, 0), size - 1), min(max(last, 0), size - 1)) for first, last in hulls]
        length = max(last - first + 1 for first, last in cut)
        return cls(tuple(min(first, size - length) for first, _ in cut), length)

    def through(self, window: Window) -> list[tuple[int, int]]:
        """Hulls of what reads them through a window."""
        stride, before = window.stride, window.padding[0]
        return [
            (-(-(start + before - window.extent + 1) // stride), (start + self.length - 1 + before) // stride)
            for start in self.starts
        ]

    def read_through(self, window: Window) -> Spans:
        """Spans of the padded map that these read through a window."""
        starts = tuple(start * window.stride for start in self.starts)
        return Spans(starts, (self.length - 1) * window.stride + window.extent)


@dataclass(frozen=True)
class Part:
    """A layer of which only a part is computed."""

    local: Local
    sources: tuple[int, ...]
    rows: Spans
    columns: Spans

    def share(self, shape: Sequence[int]) -> float:
        """How much of a map of this shape it is."""
        return self.rows.length * self.columns.length / (shape[2] * shape[3])


@dataclass(frozen=True)
class Rectangles:
    """Changes of one size, (height, width), at every pair of a top and a left; the last may leave the picture."""

    tops: tuple[int, ...]
    lefts: tuple[int, ...]
    size: tuple[int, int]


def reached(
    recorded: Recording, changes: Rectangles, calls: Mapping[int, Call], merged: Merged, *, until: int | None = None
) -> dict[int, Part]:
    """Choose, among ``calls``, the layers of which only a part has to be computed, in their order, and which part.

    The input is one of them always, the answer and the layer ``until`` never; what comes behind ``until`` is left out.
    """
    height, width = recorded.images.shape[2:]
    rows, columns = (
        Spans.of([(first, first + side - 1) for first in corners], length)
        for corners, side, length in zip((changes.tops, changes.lefts), changes.size, (height, width), strict=True)
    )
    itself = Local((IN_PLACE, IN_PLACE), lambda parts: parts[0])
    parts = {NETWORK_INPUT: Part(itself, (), rows, columns)}
    if len(recorded.calls) != len(recorded.network):
        return parts  # something wrote where nobody saw it
    for layer in recorded.network:
        if layer.index == until:
            break
        call = calls.get(layer.index)
        ends = layer.index in recorded.network.answers
        if call is None or ends or not all(source in parts for source in call.sources):
            continue
        passes = layer.index in merged.norms
        how = itself if passes else local(layer, call, recorded, merged.weights.get(layer.index))
        if how is None:
            continue
        part = Part(
            how,
            call.sources,
            _through([parts[source].rows for source in call.sources], how.windows[0], layer.output_shape[2]),
            _through([parts[source].columns for source in call.sources], how.windows[1], layer.output_shape[3]),
        )
        if part.share(layer.output_shape) <= MOST_SHARE:
            parts[layer.index] = part
    return parts


def _through(spans: Sequence[Spans], window: Window, size: int) -> Spans:
    """Follow spans of several sources through a window: change by change the hull of all."""
    hulls = [span.through(window) for span in spans]
    return Spans.of(
        [(min(first for first, _ in each), max(last for _, last in each)) for each in zip(*hulls, strict=True)], size
    )
