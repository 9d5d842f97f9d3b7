"""The arena."""

from convscope import load
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.memory import planned


def test_what_is_alive_together_does_not_overlap() -> None:
    """ResNet-20 with its skips: no two storages share a number that both need."""
    program = folded(lowered(load("resnet20")))
    arena = planned(program)
    readers, writers = program.readers(), program.writers()
    spans = {one: (min(writers[one]), max(readers[one])) for one in arena.offsets}
    for one, (begin, end) in spans.items():
        for other, (start, stop) in spans.items():
            if one is other or not (begin < stop and start < end):
                continue
            first, second = arena.offsets[one], arena.offsets[other]
            assert first + one.bytes <= second or second + other.bytes <= first
    assert arena.size == 4 * 3 * 16 * 32 * 32, "two maps and the one being made of them"
    assert program.answer.storage in arena.answers
