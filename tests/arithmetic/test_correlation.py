"""Cross-correlation and convolution: the lecture's example, PyTorch, scipy."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d  # type: ignore[import-untyped]

from convscope.arithmetic import Window, convolve, correlate, flip
from convscope.errors import ConvscopeError

PICTURE = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
KERNEL = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]


def test_the_lectures_example() -> None:
    """5 × 5 with 3 × 3 gives 4 3 4, 2 4 3, 2 3 4; its kernel is its own mirror image, so both ways."""
    for slide in (correlate, convolve):
        assert slide([PICTURE], [[KERNEL]], [Window(kernel=3)] * 2).tolist() == [[[4, 3, 4], [2, 4, 3], [2, 3, 4]]]


@given(kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)), full=st.booleans(), seed=st.integers(0, 99))
def test_both_ways_are_scipys(kernel: tuple[int, int], full: bool, seed: int) -> None:
    """Valid and full, on whole numbers, exactly."""
    generator = np.random.default_rng(seed)
    picture, weight = generator.integers(-9, 9, (6, 5)), generator.integers(-9, 9, kernel)
    windows = [Window(kernel=k, padding=(k - 1, k - 1) if full else (0, 0)) for k in kernel]
    mode = "full" if full else "valid"
    assert correlate([picture], [[weight]], windows)[0].tolist() == correlate2d(picture, weight, mode).tolist()
    assert convolve([picture], [[weight]], windows)[0].tolist() == convolve2d(picture, weight, mode).tolist()


@given(into=st.integers(1, 3), out=st.integers(1, 3), stride=st.integers(1, 2), dilation=st.integers(1, 2))
def test_torchs_convolution_is_correlation(into: int, out: int, stride: int, dilation: int) -> None:
    """F.conv2d does not turn the kernel; turned beforehand, it convolves."""
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(into, 7, 8, dtype=torch.float64, generator=generator)
    weight = torch.rand(out, into, 3, 2, dtype=torch.float64, generator=generator)
    windows = [Window(kernel=k, stride=stride, padding=(1, 1), dilation=dilation) for k in (3, 2)]
    by_torch = F.conv2d(picture[None], weight, None, stride, 1, dilation)[0].numpy()
    np.testing.assert_allclose(correlate(picture.numpy(), weight.numpy(), windows), by_torch, rtol=1e-12)
    np.testing.assert_allclose(convolve(picture.numpy(), flip(weight.numpy()), windows), by_torch, rtol=1e-12)


def test_as_many_maps_as_kernels() -> None:
    """Ten kernels of 5 × 5 × 3 with padding 2: 32 × 32 × 3 becomes 32 × 32 × 10."""
    maps = correlate(np.zeros((3, 32, 32)), np.zeros((10, 3, 5, 5)), [Window(kernel=5, padding=(2, 2))] * 2)
    assert maps.shape == (10, 32, 32)


def test_channels_must_match() -> None:
    """Kernels are as deep as the picture."""
    with pytest.raises(ConvscopeError, match="the picture's channels"):
        correlate(np.zeros((3, 5)), np.zeros((1, 2, 3)), [Window(kernel=3)])
