"""Steps, watched."""

from pathlib import Path

import numpy as np
import pytest
from torch import nn

from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.watching import Watched


def test_every_step_is_told_with_what_it_made(tmp_path: Path) -> None:
    """The picture scaled, then its maxima; afterwards it runs unwatched."""
    model = Model(nn.Sequential(nn.MaxPool2d(2), nn.Flatten()).eval(), InputContract(1, 2, 4), (), "net")
    picture = np.arange(0, 80, 10, dtype=np.uint8).reshape(1, 2, 4, 1)
    watched = Watched(folded(lowered(model)), model, tmp_path)
    seen: list[tuple[int, list[float]]] = []
    answers = watched.see(picture, lambda number, held: seen.append((number, (held * 255).round(3).tolist())))
    assert seen == [(0, [0, 10, 20, 30, 40, 50, 60, 70]), (1, [50, 70])]
    np.testing.assert_array_equal(watched.runs.scores(picture), answers)
    assert len(seen) == 2


def test_what_fails_while_it_watches_is_raised(tmp_path: Path) -> None:
    """Not lost in the C between, which would leave steps unproven; the next step is not told then."""
    model = Model(nn.Sequential(nn.MaxPool2d(2), nn.Flatten()).eval(), InputContract(1, 2, 4), (), "net")
    told: list[int] = []

    def fail(number: int, _: object) -> None:
        told.append(number)
        raise KeyError(number)

    with pytest.raises(KeyError):
        Watched(folded(lowered(model)), model, tmp_path).see(np.zeros((1, 2, 4, 1), np.uint8), fail)
    assert told == [0]
