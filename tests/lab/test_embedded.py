"""Pictures within an answer."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from convscope.lab.embedded import png


@pytest.mark.parametrize("bands", [1, 3])
def test_an_address_holds_the_picture(bands: int) -> None:
    """Pixel by pixel."""
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, bands), dtype=np.uint8)
    found = Image.open(io.BytesIO(base64.b64decode(png(pixels).partition(",")[2])))
    assert np.array_equal(np.asarray(found).reshape(pixels.shape), pixels)
