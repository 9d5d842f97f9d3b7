"""Where a picture lies on a network's input."""

from typing import Literal

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.picture import InputContract, fit
from convscope.picture.placing import placing


@pytest.mark.parametrize("resize", ["stretch", "letterbox"])
@pytest.mark.parametrize(("height", "width"), [(40, 80), (90, 30), (64, 64), (31, 200)])
def test_a_box_lies_where_fit_puts_its_pixels(height: int, width: int, resize: Literal["stretch", "letterbox"]) -> None:
    """A bright box on black is found again on the fitted picture, to a pixel; and the way back is exact."""
    contract = InputContract(3, 64, 64, resize)
    box = np.array([[width * 0.25, height * 0.5, width * 0.75, height * 0.9]]).round()
    left, top, right, bottom = box[0].astype(int)
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[top:bottom, left:right] = 255
    place = placing(height, width, contract)
    lit = fit(pixels, contract)[..., 0] > 127
    down, across = np.flatnonzero(lit.any(1)), np.flatnonzero(lit.any(0))
    there = [across[0], down[0], across[-1] + 1, down[-1] + 1]
    assert np.abs(place.onto(box)[0] - there).max() <= 1
    np.testing.assert_allclose(place.back(place.onto(box)), box, atol=1e-9)


def test_what_reaches_out_is_cut_and_crop_is_refused() -> None:
    """A crop would lose what is at the sides."""
    contract = InputContract(3, 64, 64, "letterbox")
    assert placing(32, 64, contract).back([[-5, 0, 70, 64]]).tolist() == [[0, 0, 64, 32]]
    with pytest.raises(ConvscopeError, match="resize crop came"):
        placing(32, 64, InputContract(3, 64, 64, "crop"))
