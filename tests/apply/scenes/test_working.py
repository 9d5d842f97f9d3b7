"""Going through the pieces of a scene."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from convscope.apply.scenes.asked import Pixels, Reading, Valid
from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.meaning import Meaning
from convscope.apply.scenes.opening import open_scene
from convscope.apply.scenes.units import WholeUnits
from convscope.apply.scenes.working import Work, answered, padded_read
from convscope.model import Model


def test_beyond_the_scene_its_last_row_and_column_are_repeated(
    scene: Callable[..., Path], pixels: npt.NDArray[np.uint8]
) -> None:
    """As pixels that enter; they have no data."""
    opened = open_scene(Reading(str(scene(nodata=255)), 3))
    found, valid = padded_read(opened, slice(80, 93), slice(100, 112))
    expected = np.pad(pixels[:, 80:, 100:], ((0, 0), (0, 3), (0, 2)), mode="edge").transpose(1, 2, 0)
    assert found.shape == (13, 12, 3)
    if valid is None:
        assert np.array_equal(found, expected)
    opened.close()


def test_a_piece_without_data_is_not_run(tmp_path: Path, models: dict[str, Model]) -> None:
    """The network is not asked: here it would fail."""

    class Refuses(WholeUnits):
        def run(self, module: nn.Module, index: int, images: Tensor) -> Tensor:
            raise AssertionError

    canvas = Canvas(tmp_path / "l.raw", 1, 8, 8, "uint8")
    asked = Work(Refuses(8, 8), Meaning(3, "scores"), canvas, canvas)
    pixels: Pixels = np.zeros((8, 8, 3), dtype=np.uint8)
    valid: Valid = np.zeros((8, 8), dtype=bool)
    labels, shares = answered(models["exact"], asked, 0, pixels, valid)
    assert (labels == 255).all() and shares is not None and shares.shape == (3, 8, 8) and (shares == 255).all()
