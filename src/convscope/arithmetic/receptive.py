"""The receptive field along one axis: which input positions one output position depends on.

`ReceptiveField` is the hull, carried forwards from layer to layer (Araujo, Norris, Sim: Computing Receptive Fields of
Convolutional Neural Networks, Distill 2019); `receptive_set` is the exact index set of a chain, composed backwards, in
which dilation leaves its holes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.arithmetic.window import Window


@dataclass(frozen=True)
class ReceptiveField:
    """Output position i depends on input positions from ``stride``·i + ``low`` to ``stride``·i + ``high``.

    Positions below 0 or beyond the input are padding. ``ReceptiveField()`` is the input's own.

    >>> field = ReceptiveField().through(Window(kernel=3)).through(Window(kernel=2, stride=2))
    >>> field.size, field.stride
    (4, 2)
    """

    stride: int = 1
    low: int = 0
    high: int = 0

    @property
    def size(self) -> int:
        """Positions from first to last."""
        return self.high - self.low + 1

    def through(self, window: Window) -> ReceptiveField | None:
        """Carry the field through one more window; None through a transposed one, whose field depends on the phase."""
        if window.transposed:
            return None
        first = self.low - self.stride * window.padding[0]
        last = self.high + self.stride * (window.extent - 1 - window.padding[0])
        return ReceptiveField(self.stride * window.stride, first, last)

    def join(self, other: ReceptiveField) -> ReceptiveField | None:
        """Take the hull of two branches that merge; None where their effective strides differ."""
        if self.stride != other.stride:
            return None
        return ReceptiveField(self.stride, min(self.low, other.low), max(self.high, other.high))

    def at(self, output: int) -> tuple[int, int]:
        """First and last input position (both included) that output number ``output`` depends on."""
        return self.stride * output + self.low, self.stride * output + self.high


def receptive_set(windows: Sequence[Window], output: int, *, size: int | None = None) -> list[int]:
    """List the input positions that one output of a chain of windows (input first) depends on.

    With ``size``, the input's, only real positions of the input and of every map between are followed: the positions
    whose gradient is not zero. Without it, padding counts as if the maps went on.

    >>> chain = [Window(kernel=3, dilation=2)] * 3
    >>> len(receptive_set(chain, 0)), receptive_set(chain, 0)[-1] + 1  # touches 7 of its 13
    (7, 13)
    """
    sizes: list[int | None] = [size]
    for window in windows:
        known = sizes[-1]
        sizes.append(None if known is None else window.output_size(known))
    touched = {output}
    for window, limit in zip(reversed(windows), reversed(sizes[:-1]), strict=True):
        read = {position for unit in touched for position in window.reads(unit)}
        touched = read if limit is None else {position for position in read if 0 <= position < limit}
    return sorted(touched)
