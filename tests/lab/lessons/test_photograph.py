"""The picture that lessons show."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.lab import Opened
from convscope.lab.lessons.photograph import photograph, png, shown
from convscope.lab.shelf import Gone


def test_an_upload_comes_before_what_was_opened_and_that_before_the_photograph(tmp_path: Path) -> None:
    """A hash that is not there is told."""
    place = tmp_path / "one.png"
    Image.fromarray(np.full((4, 6, 3), 7, np.uint8)).save(place)
    bare, opened = Opened("x", None), Opened("x", None, place)  # type: ignore[arg-type]
    assert shown(bare, "") is photograph() and shown(opened, "").shape == (4, 6, 3)
    name = bare.pictures.own(place)
    assert (shown(bare, name) == 7).all()
    with pytest.raises(Gone):
        shown(bare, "0" * 32)


@pytest.mark.parametrize("bands", [1, 3])
def test_an_address_holds_the_picture(bands: int) -> None:
    """Pixel by pixel."""
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, bands), dtype=np.uint8)
    found = Image.open(io.BytesIO(base64.b64decode(png(pixels).partition(",")[2])))
    assert np.array_equal(np.asarray(found).reshape(pixels.shape), pixels)
