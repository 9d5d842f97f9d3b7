"""How often each input position is used by a layer or a chain of them, and which positions no output reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from convscope.arithmetic.relation import Relation
from convscope.arithmetic.window import Window
from convscope.errors import ConvscopeError

Counts: TypeAlias = npt.NDArray[Any]  # int64, or Python's integers (dtype object) where 64 bits might not hold them
LARGEST = 2**62


def coverage(relation: Relation, size: int, *, outputs: int | None = None) -> Counts:
    """Count the products each of ``size`` input positions enters: its (output, tap) pairs.

    Over a plane the count is the outer product of the two axes' counts: for 5 × 5 and a 3 × 3 kernel the corner enters
    1 product and the centre 9; with padding 1 the corner enters 4.

    >>> coverage(Window(kernel=3), 5)
    array([1, 2, 3, 2, 1])

    ``outputs`` is the output's length, which only a `Window` knows by itself; `ConvscopeError` where it is missing.
    """
    _, read = relation.pairs(size, _outputs_of(relation, size) if outputs is None else outputs)
    return np.bincount(read, minlength=max(size, 0)).astype(np.int64)


def unread(relation: Relation, size: int, *, outputs: int | None = None) -> list[int]:
    """Real input positions that no output reads.

    >>> unread(Window(kernel=3, stride=3), 7)
    [6]
    """
    return [int(position) for position in np.flatnonzero(coverage(relation, size, outputs=outputs) == 0)]


def carry_back(counts: Counts, relation: Relation, inputs: int) -> Counts:
    """Find how often each of ``inputs`` positions is used, from how often each output is: the sum over its readers.

    With ones for ``counts`` it is `coverage`. Branches that leave one map add up. Of counts with several axes the first
    is carried, the others stay.

    >>> carry_back(np.array([1, 2, 1]), Window(kernel=3), 5)
    array([1, 3, 4, 3, 1])
    """
    owners, read = relation.pairs(inputs, len(counts))
    most = int(counts.max(initial=0)) * int(np.bincount(read).max(initial=0))
    exact: type = object if counts.dtype == object or most > LARGEST else np.int64
    used: Counts = np.zeros((max(inputs, 0), *counts.shape[1:]), dtype=exact)
    np.add.at(used, read, counts.astype(exact)[owners])
    return used


def chain_coverage(relations: Sequence[Relation], sizes: Sequence[int]) -> Counts:
    """Count the paths from each input position of a chain to its outputs: how often the chain uses it.

    ``sizes`` are the lengths of all maps, the input first, one more than there are relations. Deep chains outgrow 64
    bits; the counts are then Python's integers.

    >>> chain_coverage([Window(kernel=3), Window(kernel=3)], [7, 5, 3])
    array([1, 3, 6, 7, 6, 3, 1])
    """
    if len(sizes) != len(relations) + 1:
        raise ConvscopeError(
            f"{len(relations)} relations stand between {len(sizes)} sizes", fix="give one size more than relations"
        )
    counts: Counts = np.ones(max(sizes[-1], 0), dtype=np.int64)
    for relation, inputs in zip(reversed(relations), reversed(sizes[:-1]), strict=True):
        counts = carry_back(counts, relation, inputs)
    return counts


def _outputs_of(relation: Relation, size: int) -> int:
    if isinstance(relation, Window):
        return max(relation.output_size(size), 0) if size > 0 else 0
    raise ConvscopeError(f"{relation} has as many outputs as it is asked for", fix="give outputs")
