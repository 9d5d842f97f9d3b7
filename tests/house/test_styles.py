"""The pictures of style that the documentation draws."""

import runpy
from pathlib import Path

import numpy as np
import pytest

styles = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "styles.py"), run_name="styles")


def test_there_are_six() -> None:
    assert set(styles["STYLES"]) == {"mosaic", "brush", "glass", "woodcut", "points", "paper"}


@pytest.mark.parametrize("name", ["mosaic", "glass", "woodcut", "paper"])
def test_one_is_drawn_and_always_the_same(name: str) -> None:
    """Small here; the two of thousands of strokes are drawn when pages are."""
    one, again = (np.asarray(styles["STYLES"][name](64)) for _ in range(2))
    assert one.shape == (64, 64, 3) and np.array_equal(one, again) and one.std() > 10
