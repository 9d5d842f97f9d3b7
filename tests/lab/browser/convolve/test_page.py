"""Convolve in the served lab."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def test_the_opened_picture_becomes_the_input(visit: Callable[..., Any], digit_picture: Path) -> None:
    """Pixel by pixel, and its address gives it again."""
    one = visit("/convolve#lang=en")
    one.page.click("#given")
    one.page.wait_for_function("convscope.seen.picture.height === 28")
    shown = np.array(one.page.evaluate("Array.from(convscope.seen.picture.values)")).reshape(-1, 28, 28)
    expected = np.asarray(Image.open(digit_picture)) / 255
    assert np.allclose(shown, expected, atol=1e-3)
    one.page.reload()
    assert one.seen("seen.picture.height") == 28 and "picture=own-" in one.page.url
