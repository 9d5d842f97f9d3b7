"""What every relation keeps to."""

import numpy as np
import pytest

from convscope.arithmetic import (
    Adaptive,
    Everything,
    Gathered,
    Groups,
    Padded,
    Placed,
    Relation,
    Repeated,
    Resampled,
    Rolled,
    Same,
    Slice,
    Spread,
    Window,
)
from convscope.arithmetic.relation import real, runs

ALL: list[Relation] = [
    Adaptive(),
    Everything(),
    Gathered(2),
    Groups(),
    *(Padded(2, -1, mode) for mode in ("constant", "reflect", "replicate", "circular")),
    Placed(2),
    Repeated(2),
    *(Resampled(mode) for mode in ("nearest", "nearest-exact", "linear", "cubic", "area")),
    *(
        Resampled(mode, align_corners=True, antialias=smooth)
        for mode in ("linear", "cubic")
        for smooth in (True, False)
    ),
    Rolled(1),
    Same(),
    Slice(1, 2),
    Slice(5, -1),
    Spread(),
    Window(kernel=3, stride=2, padding=(1, 1)),
    Window(kernel=3, stride=2, dilation=3, transposed=True),
]


@pytest.mark.parametrize("relation", ALL, ids=repr)
@pytest.mark.parametrize("sizes", [(0, 0), (0, 4), (4, 0), (-1, 3), (1, 1), (5, 3), (6, 12), (12, 6)], ids=str)
def test_pairs_are_real_and_in_order(relation: Relation, sizes: tuple[int, int]) -> None:
    """Whatever the sizes, fitting or not: only real positions, by output, then input, in int64."""
    outputs, inputs = relation.pairs(*sizes)
    assert outputs.dtype == inputs.dtype == np.int64
    assert outputs.shape == inputs.shape
    assert ((outputs >= 0) & (outputs < sizes[1]) & (inputs >= 0) & (inputs < sizes[0])).all()
    found = list(zip(outputs.tolist(), inputs.tolist(), strict=True))
    assert found == sorted(set(found))


@pytest.mark.parametrize("relation", ALL, ids=repr)
def test_relations_are_values(relation: Relation) -> None:
    """They can be keys."""
    assert {relation: 1}[relation] == 1


def test_real_drops_padding() -> None:
    """Of -1 and 0, and 1 and 2, on two positions 0 and 1 stay."""
    outputs, inputs = real([[-1, 0], [1, 2]], 2)
    assert (outputs.tolist(), inputs.tolist()) == ([0, 1], [0, 1])


def test_a_run_may_be_empty() -> None:
    """An output whose last comes before its first reads nothing."""
    outputs, inputs = runs(np.array([3, 1]), np.array([2, 2]))
    assert (outputs.tolist(), inputs.tolist()) == ([1, 1], [1, 2])
