"""Which positions of an axis no window reads, several windows taken together, on an axis of any length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from math import lcm

import numpy as np

from convscope.arithmetic.window import Window

SHOWN = 4  # positions that are kept by number
LISTED = 2**16  # an axis longer than this is folded: between its ends the windows' pattern repeats


@dataclass(frozen=True)
class Unread:
    """Real positions along one axis that nothing reads: how many, of which the first few, and the last (else -1)."""

    count: int = 0
    first: tuple[int, ...] = ()
    last: int = -1

    def __bool__(self) -> bool:
        return self.count > 0

    def told(self, name: str) -> str:
        """Write them, ``name`` being what one is called.

        >>> Unread(1, (6,), 6).told("row"), Unread(9, (2, 5, 8, 11), 26).told("row")
        ('row 6', '9 rows (2, 5, … 26)')
        """
        if self.count == 1:
            return f"{name} {self.first[0]}"
        if self.count <= SHOWN:
            return f"{name}s {', '.join(map(str, self.first))}"
        return f"{self.count:,} {name}s ({self.first[0]}, {self.first[1]}, … {self.last})"


@lru_cache(maxsize=4096)
def never_read(windows: tuple[Window, ...], length: int, added: tuple[int, int] = (0, 0)) -> Unread:
    """Find the positions of an axis that no window reads; the first and last ``added`` are padding, and never missed.

    Nothing where a window has no output at all, which is another fault. An axis of any length takes no more memory
    than a short one.

    >>> never_read((Window(kernel=1, stride=2), Window(kernel=3, stride=2, padding=(1, 1))), 8)
    Unread(count=0, first=(), last=-1)
    >>> never_read((Window(kernel=1, stride=2),), 1_000_000_000).count
    500000000
    """
    if not windows or any(window.output_size(length) < 1 for window in windows):
        return Unread()
    added = (max(added[0], 0), max(added[1], 0))
    period = lcm(*(window.stride for window in windows))
    reach = max(window.extent + sum(window.padding) for window in windows)
    cut = reach + added[0]  # from here on, up to as much before the end, what is read repeats with the period
    folds = max(0, (length - max(LISTED, 2 * (cut + reach + added[1]) + 4 * period)) // period)
    return _unfolded(_missing(windows, length - folds * period, added), cut, period, folds)


def _missing(windows: Sequence[Window], length: int, added: tuple[int, int]) -> list[int]:
    read = np.zeros(length, dtype=bool)
    read[: added[0]] = True
    read[length - added[1] :] = True
    for window in windows:
        for tap in range(window.kernel):
            read[_read_by(window, tap * window.dilation - window.padding[0], window.output_size(length))] = True
    return [int(position) for position in np.flatnonzero(~read)]


def _read_by(window: Window, offset: int, outputs: int) -> slice:
    """Give what one tap reads over all outputs: every stride-th position; transposed, those that land on one."""
    if window.transposed:
        return slice(max(-(offset // window.stride), 0), max((outputs - 1 - offset) // window.stride + 1, 0))
    stop = offset + (outputs - 1) * window.stride + 1
    return slice(offset if offset >= 0 else offset % window.stride, max(stop, 0), window.stride)


def _unfolded(short: list[int], cut: int, period: int, folds: int) -> Unread:
    """Put the repeats back that a short axis lacks."""
    head = [position for position in short if position < cut]
    block = [position for position in short if cut <= position < cut + period]
    rest = [position + folds * period for position in short if position >= cut]
    repeats = (position + period * turn for turn in range(folds if block else 0) for position in block)
    last = max((*head[-1:], *rest[-1:]), default=-1)
    return Unread(len(short) + folds * len(block), tuple(islice(chain(head, repeats, rest), SHOWN)), last)
