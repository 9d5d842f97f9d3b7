"""Where every storage lies in one arena: those that are not alive together share their place."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.ship.c99.program import Program
from convscope.ship.c99.quantised.steps import QuantisedProduct, QuantisedSum, Table
from convscope.ship.c99.steps import Affine, Binary, Normalise, Softmax, Step, Unary
from convscope.ship.c99.values import Storage

IN_PLACE = (Unary, Binary, Affine, Softmax, Normalise, QuantisedProduct, QuantisedSum, Table)
ALIGNED = 64  # bytes: a cache line


@dataclass(frozen=True)
class Arena:
    """Offsets in bytes, and how many there are in all; what shares the answer's place is in ``answers``."""

    offsets: dict[Storage, int]
    answers: frozenset[Storage]
    size: int


def planned(program: Program, *, aligned: int = ALIGNED) -> Arena:
    """Place the storages, the largest first, each as low as those alive at the same time allow.

    A step that reads each number once may write over its input, where nobody reads that any more.
    """
    readers, writers = program.readers(), program.writers()
    home = _shared(program, readers, writers)
    spans: dict[Storage, tuple[int, int]] = {}
    for storage, steps in writers.items():
        root = home[storage]
        first, last = min(steps), max(readers.get(storage, steps))
        known = spans.get(root, (first, last))
        spans[root] = min(known[0], first), max(known[1], last)
    for number, step in enumerate(program.steps):
        if step.scratch is not None:
            home[step.scratch] = step.scratch
            spans[step.scratch] = number, number
    answer = home.get(program.answer.storage)
    inside = answer is not None and program.answer.whole and answer.size == program.answer.size
    placed: dict[Storage, int] = {}
    for root in sorted(spans, key=lambda storage: (-storage.bytes, spans[storage])):
        if inside and root is answer:
            continue
        taken = sorted(
            (placed[other], placed[other] + other.bytes) for other in placed if _meet(spans[root], spans[other])
        )
        at = 0
        for start, end in taken:
            if at + root.bytes <= start:
                break
            at = max(at, -(-end // aligned) * aligned)
        placed[root] = at
    answers = frozenset(storage for storage, root in home.items() if inside and root is answer)
    offsets = {storage: placed[root] for storage, root in home.items() if storage not in answers}
    return Arena(offsets, answers, max((placed[root] + root.bytes for root in placed), default=0))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _shared(
    program: Program, readers: dict[Storage, list[int]], writers: dict[Storage, list[int]]
) -> dict[Storage, Storage]:
    """Find for every storage the one whose place it takes over; by default itself."""
    home = {storage: storage for storage in writers}
    for number, step in enumerate(program.steps):
        out = step.output.storage
        if not isinstance(step, IN_PLACE) or not step.output.whole or writers[out] != [number]:
            continue
        for value in step.inputs:
            over = value.storage in home and readers[value.storage][-1] == number and _same_place(step, value.storage)
            if over and home[out] is out and value.storage.width == out.width:
                home[out] = home[value.storage]
    return home


def _same_place(step: Step, storage: Storage) -> bool:
    """Whether each number of the storage is read where, or before, its answer is written."""
    mine = [value for value in step.inputs if value.storage is storage]
    return all(
        value.whole and value.shape == step.output.shape and value.lies_as(step.output.strides) for value in mine
    )
