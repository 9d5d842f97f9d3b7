"""Resizes of every mode, by hand and against PyTorch's gradients."""

from collections.abc import Callable
from fractions import Fraction

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor

from convscope.arithmetic import Resampled
from convscope.arithmetic.resampled import SHARP, ResampleMode, cubic_weight

SIZES = st.integers(1, 24)
SCALES = st.one_of(st.sampled_from([0.3, 0.5, 2 / 3, 1.05, 1.5, 2.0, 2.5, 3.0]), st.floats(0.2, 4.0))
LINES: dict[ResampleMode, str] = {mode: mode for mode in ("nearest", "nearest-exact", "linear", "area")}
PLANES: dict[ResampleMode, str] = {"linear": "bilinear", "cubic": "bicubic"}


def as_run(line: Tensor, mode: ResampleMode) -> Tensor:
    """Where rounding chooses the pixel, resize in float32, as networks run."""
    return line.float() if mode.startswith("nearest") else line


def along_height(line: Tensor, resize: Callable[[Tensor], Tensor]) -> Tensor:
    """Resize a picture one pixel wide, whose height is the line, in both axes, and give the first column."""
    return resize(line[..., None])[..., 0]


@pytest.mark.parametrize("mode", LINES)
@given(size=SIZES, outputs=SIZES)
def test_a_size_asked_for(agrees: Callable[..., bool], mode: ResampleMode, size: int, outputs: int) -> None:
    """F.interpolate(size=...) on a line."""
    assert agrees(Resampled(mode), lambda line: F.interpolate(as_run(line, mode), size=outputs, mode=LINES[mode]), size)


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact"])
@given(size=st.integers(25, 400), outputs=st.integers(25, 400))
def test_nearest_rounds_as_torch_does(mode: ResampleMode, size: int, outputs: int) -> None:
    """On long lines too, where float32 picks another pixel than exact arithmetic."""
    positions = torch.arange(size, dtype=torch.float32).reshape(1, 1, -1)
    chosen = F.interpolate(positions, size=outputs, mode=mode).flatten().long().tolist()
    assert Resampled(mode).pairs(size, outputs)[1].tolist() == chosen


@pytest.mark.parametrize("mode", LINES)
@given(size=SIZES, scale=SCALES)
def test_a_scale_that_torch_keeps(agrees: Callable[..., bool], mode: ResampleMode, size: int, scale: float) -> None:
    """F.interpolate(scale_factor=...), whose ratio is the scale's and not the sizes'."""
    assume(int(size * scale) >= 1)
    if mode == "nearest":  # where the size stays or doubles, torch's backward is not its forward's: see below
        assume(int(size * scale) not in (size, 2 * size))

    def resize(line: Tensor) -> Tensor:
        return F.interpolate(as_run(line, mode), scale_factor=scale, mode=LINES[mode])

    assert agrees(Resampled(mode, scale=scale), resize, size)


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact"])
@given(size=st.integers(1, 200), scale=SCALES)
def test_nearest_by_scale_is_the_forwards(mode: ResampleMode, size: int, scale: float) -> None:
    """The pixel that the forward takes; where the size stays or doubles, the backward ignores the scale."""
    assume(int(size * scale) >= 1)
    positions = torch.arange(size, dtype=torch.float32).reshape(1, 1, -1)
    chosen = F.interpolate(positions, scale_factor=scale, mode=mode).flatten().long().tolist()
    assert Resampled(mode, scale=scale).pairs(size, len(chosen))[1].tolist() == chosen


@pytest.mark.parametrize("mode", PLANES)
@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("antialias", [False, True])
@given(size=SIZES, outputs=SIZES)
def test_planes(
    agrees: Callable[..., bool], mode: ResampleMode, corners: bool, antialias: bool, size: int, outputs: int
) -> None:
    """Bilinear and bicubic, corners aligned or not, smoothed or not."""

    def resize(picture: Tensor) -> Tensor:
        return F.interpolate(picture, size=(outputs, 1), mode=PLANES[mode], align_corners=corners, antialias=antialias)

    relation = Resampled(mode, align_corners=corners, antialias=antialias)
    assert agrees(relation, lambda line: along_height(line, resize), size)


@pytest.mark.parametrize("mode", PLANES)
@pytest.mark.parametrize("antialias", [False, True])
@given(size=SIZES, scale=SCALES)
def test_planes_by_scale(
    agrees: Callable[..., bool], mode: ResampleMode, antialias: bool, size: int, scale: float
) -> None:
    """Bilinear and bicubic by a scale that torch keeps."""
    assume(int(size * scale) >= 1)
    if mode == "cubic" or antialias:  # where the size stays, torch's backward is not its forward's: see below
        assume(int(size * scale) != size)

    def resize(picture: Tensor) -> Tensor:
        return F.interpolate(picture, scale_factor=(scale, 1.0), mode=PLANES[mode], antialias=antialias)

    assert agrees(Resampled(mode, scale=scale, antialias=antialias), lambda line: along_height(line, resize), size)


@given(size=SIZES, outputs=SIZES)
def test_a_line_with_aligned_corners(agrees: Callable[..., bool], size: int, outputs: int) -> None:
    """Sources at o·(n - 1)/(m - 1): outputs that fall on an input read it alone."""
    assert agrees(
        Resampled("linear", align_corners=True),
        lambda line: F.interpolate(line, size=outputs, mode="linear", align_corners=True),
        size,
    )


@pytest.mark.parametrize("mode", PLANES)
@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize("size", range(2, 20))
def test_a_scale_that_keeps_the_size(mode: ResampleMode, antialias: bool, size: int) -> None:
    """At 1.05 bicubic still moves between the pixels, the others copy: so the forward.

    PyTorch's backward (2.14) has it the other way round for bicubic, which it copies, and for what is smoothed, which
    it moves; so here the weights are the forward's.
    """
    units = torch.eye(size, dtype=torch.float64).reshape(size, 1, size, 1)
    seen = F.interpolate(units, scale_factor=(1.05, 1.0), mode=PLANES[mode], antialias=antialias)[:, 0, :, 0].T
    outputs, inputs = Resampled(mode, scale=1.05, antialias=antialias).pairs(size, size)
    assert [outputs.tolist(), inputs.tolist()] == [side.tolist() for side in (seen.abs() > 1e-12).nonzero().T]


def test_doubling_by_hand() -> None:
    """Two inputs doubled lie at -1/4, 1/4, 3/4 and 5/4: the middle ones read both."""
    outputs, inputs = Resampled("linear").pairs(2, 4)
    assert list(zip(outputs.tolist(), inputs.tolist(), strict=True)) == [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 1)]


def test_the_cubic_kernel_sums_to_one() -> None:
    """Its four taps at any source, as interpolation must."""
    assert all(sum(cubic_weight(abs(tap - Fraction(part, 7)), SHARP) for tap in range(-1, 3)) == 1 for part in range(7))
