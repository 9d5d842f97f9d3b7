"""Steps as C."""

import numpy as np

from convscope.ship.c99.calls import Calls, number, row
from convscope.ship.c99.memory import Arena
from convscope.ship.c99.program import Builder
from convscope.ship.c99.steps import Fill


def test_numbers_come_back_to_the_bit() -> None:
    """A thousand floats of all sizes, written and read."""
    floats = np.random.default_rng(0).standard_normal(1000).astype(np.float32) * np.float32(10.0) ** np.arange(
        -30, 30, 0.06
    )[:1000].astype(np.float32)
    assert all(np.float32(number(float(one)).removesuffix("f")) == one for one in floats)


def test_a_call_names_its_places() -> None:
    """In the arena, by the offset; lengths filled up in front."""
    builder = Builder()
    value = builder.new((1, 2, 3, 3))
    calls = Calls(Arena({value.storage: 128}, frozenset(), 200))
    assert calls.call(Fill((), value, builder.place, 0.5)) == "fill(a + 32, 18, 0.5f);"
    assert row((3, 4), 0) == "(const int[]){0, 0, 0, 3, 4}"
    assert "static void fill" in calls.sources()[-1]
