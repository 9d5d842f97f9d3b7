"""Test pictures moved over their canvas."""

from pathlib import Path

import numpy as np
import pytest

from convscope.experiments import Trying
from convscope.experiments.shifts import Shifted, averaged, moved, shifts_of
from convscope.experiments.subjects import spelled
from convscope.experiments.trials import Part, centred, learn_often, sample


def test_pictures_move_to_the_right_over_black() -> None:
    """By whole pixels; 0 leaves them."""
    pixels = np.arange(1, 13, dtype=np.uint8).reshape(1, 3, 4, 1)
    assert np.array_equal(moved(pixels, 0), pixels)
    assert moved(pixels, 1)[0, :, :, 0].tolist() == [[0, 1, 2, 3], [0, 5, 6, 7], [0, 9, 10, 11]]


def test_unmoved_it_has_the_runs_accuracy(short: Trying, tmp_path: Path) -> None:
    """The same pictures, the same weights."""
    data = centred(sample(short), 24, inner=16)
    model = spelled("pool", "mean", channels=1, side=24, classes=10)
    (run,) = learn_often(data, model, short, out=tmp_path, part=Part("x", 0, 1))
    found = shifts_of(run, data, most=2)
    assert found.accuracy[0] == pytest.approx(run.record.results["test_accuracy"])
    assert found.pixels == (0, 1, 2) and found.change[1] > 0


def test_seeds_are_averaged() -> None:
    """Value by value."""
    one = Shifted((0, 1), (1.0, 0.5), (1.0, 0.0), (0.0, 2.0))
    other = Shifted((0, 1), (0.5, 0.0), (1.0, 1.0), (0.0, 4.0))
    assert averaged([one, other]) == Shifted((0, 1), (0.75, 0.25), (1.0, 0.5), (0.0, 3.0))
