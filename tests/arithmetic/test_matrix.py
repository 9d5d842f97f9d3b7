"""Convolutions as matrix products, against PyTorch."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from convscope.arithmetic import Window, convolution_matrix, im2col
from convscope.errors import ConvscopeError

PADS = st.integers(0, 3)
WINDOWS = st.builds(Window, st.integers(1, 3), st.integers(1, 3), PADS.map(lambda pad: (pad, pad)), st.integers(1, 3))
SIZE = st.tuples(st.integers(1, 9), st.integers(1, 9))
CHANNELS = st.integers(1, 3)


def settings_of(windows: tuple[Window, Window]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Stride, padding and dilation as torch takes them."""
    return (
        tuple(window.stride for window in windows),
        tuple(window.padding[0] for window in windows),
        tuple(window.dilation for window in windows),
    )


def drawn(*shape: int) -> torch.Tensor:
    return torch.rand(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0)) + 0.1


@given(windows=st.tuples(WINDOWS, WINDOWS), size=SIZE, channels=CHANNELS)
def test_im2col_is_unfold(windows: tuple[Window, Window], size: tuple[int, int], channels: int) -> None:
    """The same numbers in the same places."""
    assume(all(window.output_size(length) >= 1 for window, length in zip(windows, size, strict=True)))
    picture = drawn(channels, *size)
    stride, padding, dilation = settings_of(windows)
    expected = F.unfold(picture[None], tuple(window.kernel for window in windows), dilation, padding, stride)[0]
    np.testing.assert_array_equal(im2col(picture.numpy(), windows), expected.numpy())


@given(windows=st.tuples(WINDOWS, WINDOWS), size=SIZE, into=CHANNELS, out=CHANNELS)
def test_the_matrix_is_conv2d(windows: tuple[Window, Window], size: tuple[int, int], into: int, out: int) -> None:
    """The matrix times the flat picture is the convolution; its entries that are not zero are the products."""
    assume(all(window.output_size(length) >= 1 for window, length in zip(windows, size, strict=True)))
    picture, weight = drawn(into, *size), drawn(out, into, *(window.kernel for window in windows))
    stride, padding, dilation = settings_of(windows)
    expected = F.conv2d(picture[None], weight, None, stride, padding, dilation)[0]
    matrix = convolution_matrix(weight.numpy(), windows, size)
    assert matrix.shape == (expected.numel(), picture.numel())
    np.testing.assert_allclose(matrix @ picture.numpy().ravel(), expected.numpy().ravel(), rtol=1e-12)


@given(windows=st.tuples(WINDOWS, WINDOWS), size=SIZE, into=CHANNELS, out=CHANNELS, more=st.integers(0, 2))
def test_the_transposed_matrix_is_conv_transpose2d(
    windows: tuple[Window, Window], size: tuple[int, int], into: int, out: int, more: int
) -> None:
    """With output padding too; and it is the transpose of the matrix of the layer that goes the other way."""
    up = tuple(
        replace(window, transposed=True, output_padding=min(more, max(window.stride, window.dilation) - 1))
        for window in windows
    )
    outputs = [window.output_size(length) for window, length in zip(up, size, strict=True)]
    assume(min(outputs) >= 1)
    picture, weight = drawn(into, *size), drawn(into, out, *(window.kernel for window in windows))
    stride, padding, dilation = settings_of(windows)
    extra = [window.output_padding for window in up]
    expected = F.conv_transpose2d(picture[None], weight, None, stride, padding, extra, 1, dilation)[0]
    matrix = convolution_matrix(weight.numpy(), up, size)
    np.testing.assert_allclose(matrix @ picture.numpy().ravel(), expected.numpy().ravel(), rtol=1e-12, atol=1e-15)
    if all(window.output_size(length) == back for window, length, back in zip(windows, outputs, size, strict=True)):
        there = convolution_matrix(weight.numpy(), windows, outputs)
        assert (matrix != there.T).nnz == 0


def test_lines_and_volumes() -> None:
    """One axis or three, padded on each side by its own amount."""
    window = Window(kernel=2, stride=2, padding=(1, 0))
    for axes in (1, 3):
        picture, weight = drawn(2, *(3, 4, 5)[:axes]), drawn(3, 2, *(2,) * axes)
        padded = F.pad(picture, (1, 0) * axes)[None]
        expected = (F.conv1d if axes == 1 else F.conv3d)(padded, weight, stride=2)[0].numpy()
        product = weight.numpy().reshape(3, -1) @ im2col(picture.numpy(), [window] * axes)
        np.testing.assert_allclose(product.ravel(), expected.ravel())
        matrix = convolution_matrix(weight.numpy(), [window] * axes, picture.shape[1:])
        np.testing.assert_allclose(matrix @ picture.numpy().ravel(), expected.ravel())


def test_padding_reads_zero_next_to_what_is_no_number() -> None:
    """A NaN at the end is not spread into the padding."""
    columns = im2col([[np.nan, 2.0]], [Window(kernel=2, padding=(1, 0))])
    np.testing.assert_array_equal(columns, [[0, np.nan], [np.nan, 2]])


def test_what_does_not_match_is_refused() -> None:
    """Windows without an axis, kinds mixed, no output, a weight of another kernel, patches of a transposed window."""
    up = Window(kernel=2, transposed=True)
    with pytest.raises(ConvscopeError, match="1 windows slide over 2 axes"):
        im2col(np.ones((1, 3, 3)), [Window(kernel=2)])
    with pytest.raises(ConvscopeError, match="some windows are transposed"):
        convolution_matrix(np.ones((1, 1, 2, 2)), [up, Window(kernel=2)], (3, 3))
    with pytest.raises(ConvscopeError, match="give a larger picture"):
        im2col(np.ones((1, 3)), [Window(kernel=5)])
    with pytest.raises(ConvscopeError, match="its windows' kernels are"):
        convolution_matrix(np.ones((1, 1, 3)), [Window(kernel=2)], (5,))
    with pytest.raises(ConvscopeError, match="reads no patch"):
        im2col(np.ones((1, 3)), [up])
