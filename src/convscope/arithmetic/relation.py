"""What one axis of an output reads along one axis of an input, as pairs of positions."""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Positions: TypeAlias = npt.NDArray[np.int64]
Pairs: TypeAlias = tuple[Positions, Positions]  # (outputs, inputs): output o reads input i, once for each tap


class Relation(Protocol):
    """An axis of an operation; frozen, hashable dataclasses implement it.

    >>> from convscope.arithmetic import Window
    >>> outputs, inputs = Window(kernel=3, padding=(1, 1)).pairs(3, 3)
    >>> list(zip(outputs.tolist(), inputs.tolist(), strict=True))
    [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2)]
    """

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List who reads what among ``inputs`` and ``outputs`` positions: only real ones, by output, then input."""
        ...

    def __hash__(self) -> int:
        """Relations are values: equal ones may share what was worked out for one of them."""
        ...


def real(read: npt.ArrayLike, inputs: int) -> Pairs:
    """Keep what is no padding: row o of ``read`` lists the positions that output o reads, in rising order.

    A flat ``read`` gives each output one position.

    >>> real([[-1, 0], [1, 2]], 2)
    (array([0, 1]), array([0, 1]))
    """
    table = np.asarray(read, dtype=np.int64)
    table = table[:, None] if table.ndim == 1 else table
    owners = np.broadcast_to(np.arange(len(table), dtype=np.int64)[:, None], table.shape)
    kept = (table >= 0) & (table < inputs)
    return owners[kept], table[kept]


def runs(first: Positions, last: Positions) -> Pairs:
    """Give each output o every position from ``first[o]`` to ``last[o]``, both included.

    >>> runs(np.array([0, 1]), np.array([1, 3]))
    (array([0, 0, 1, 1, 1]), array([0, 1, 1, 2, 3]))
    """
    lengths = np.maximum(last - first + 1, 0)
    owners = np.repeat(np.arange(len(first), dtype=np.int64), lengths)
    ends = np.cumsum(lengths)
    within = np.arange(len(owners), dtype=np.int64) - np.repeat(ends - lengths, lengths)
    return owners, first[owners] + within
