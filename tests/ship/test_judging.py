"""What 8 bits cost, and which layers stay in float."""

from collections.abc import Sequence

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.ship.judging import Judged, Share, by_loss, parted, within


class Moved:
    """Answers that are off by a number."""

    def __init__(self, by: float) -> None:
        self.by = by

    def scores(self, pictures_NHWC: np.ndarray) -> np.ndarray:
        return np.full((len(pictures_NHWC), 2), self.by, np.float32)


@pytest.mark.parametrize("needed", range(8))
def test_the_fewest_layers_are_left(needed: int) -> None:
    """Whatever number of the worst suffices: that is found, and each try is of the worst first."""
    tried: list[int] = []

    def share(kept: Sequence[int]) -> tuple[Share, int]:
        assert list(kept) == list(range(len(kept)))
        tried.append(len(kept))
        return Share("accuracy", 1.0, 1.0 if len(kept) >= needed else 0.9, 1), len(kept)

    kept, found, made = within(share, lambda: range(7), 0.5)
    assert len(kept) == made == needed and found.drop == 0 and tried[-1] == needed


def test_the_worst_layer_is_the_one_that_alone_moves_the_answers_most() -> None:
    """Either way."""
    moved = {"a": 0.1, "b": -0.9, "c": 0.0}
    expected = np.zeros((3, 2), np.float32)
    assert by_loss(list(moved), lambda name: Moved(moved[name]), expected, np.zeros((3, 1), np.uint8)) == [
        "b",
        "a",
        "c",
    ]


def test_without_validation_every_second_picture_decides() -> None:
    """The others give the ranges; one picture is too few."""
    pictures = np.arange(10, dtype=np.uint8)
    ranges, validation = parted(pictures, None)
    assert ranges.tolist() == [0, 2, 4, 6, 8] and validation.pictures_NHWC.tolist() == [1, 3, 5, 7, 9]
    assert parted(pictures, Judged(pictures[:1]))[0].tolist() == list(range(10))
    with pytest.raises(ConvscopeError, match="1 calibration pictures came"):
        parted(pictures[:1], None)
