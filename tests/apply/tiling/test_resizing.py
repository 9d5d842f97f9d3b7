"""A part of a resize, with the whole's places and weights."""

from typing import Literal

import pytest
import torch
import torch.nn.functional as F

from convscope.apply.tiling.resizing import Resize, Resizing
from convscope.arithmetic import Resampled
from convscope.arithmetic.resampled import ResampleMode

TORCHS: dict[ResampleMode, Literal["nearest", "nearest-exact", "bilinear", "bicubic"]] = {
    "nearest": "nearest",
    "nearest-exact": "nearest-exact",
    "linear": "bilinear",
    "cubic": "bicubic",
}


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("mode", list(TORCHS))
@pytest.mark.parametrize(("inputs", "outputs"), [(99, 791), (50, 99), (1000, 1999), (64, 64), (90, 31), (1, 7)])
def test_a_part_is_the_wholes(mode: ResampleMode, corners: bool, inputs: int, outputs: int) -> None:
    """From any place on; the same places as torch's, chosen in float32 as torch chooses."""
    if corners and "nearest" in mode:
        return
    maps = torch.randn(1, 2, 3, inputs, generator=torch.Generator().manual_seed(0))
    aligned = {} if "nearest" in mode else {"align_corners": corners}
    whole = F.interpolate(maps, size=(3, outputs), mode=TORCHS[mode], **aligned)
    for part in (0, 1, 2):
        begins, ends = part * outputs // 4, (part + 2) * outputs // 4
        low = max(begins * inputs // outputs - 5, 0)
        high = min(ends * inputs // outputs + 6, inputs)
        resize = Resize(Resampled(mode, corners), inputs, outputs, low, begins)
        found = resize.along(maps[..., low:high], 3, ends - begins)
        torch.testing.assert_close(found, whole[..., begins:ends], atol=4e-6, rtol=0)


@pytest.mark.parametrize("corners", [False, True])
def test_a_bilinear_part_is_the_wholes_to_the_bit(corners: bool) -> None:
    """Both axes, 90 × 99 to 718 × 791, as at the end of torchvision's networks: a label at a tie stays what it was."""
    maps = torch.randn(1, 4, 90, 99, generator=torch.Generator().manual_seed(0))
    whole = F.interpolate(maps, size=(718, 791), mode="bilinear", align_corners=corners)
    linear = Resampled("linear", corners)
    with Resizing([{2: Resize(linear, 90, 718, 20, 200), 3: Resize(linear, 99, 791, 30, 260)}]):
        found = F.interpolate(maps[..., 20:70, 30:90], size=(300, 400))
    assert torch.equal(found, whole[..., 200:500, 260:660])


def test_only_resizes_that_are_said_are_made_otherwise() -> None:
    """By turn: the first is left, the second is made at its place in the whole."""
    maps = torch.arange(6.0).view(1, 1, 1, 6)
    resize = Resize(Resampled("nearest"), 12, 6, 0, 0)
    with Resizing([None, {3: resize}]):
        first = F.interpolate(maps, size=(1, 3))
        second = F.interpolate(maps, size=(1, 3))
    assert first.flatten().tolist() == [0, 2, 4]
    assert second.flatten().tolist() == [0, 2, 4]
    with Resizing([{3: Resize(Resampled("nearest"), 60, 20, 0, 0)}]):
        assert F.interpolate(maps, size=(1, 2)).flatten().tolist() == [0, 3]
