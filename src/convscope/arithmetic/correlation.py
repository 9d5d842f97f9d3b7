"""A kernel over a picture, both ways: as it is (cross-correlation) and turned round (convolution)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.arithmetic.matrix import im2col
from convscope.arithmetic.window import Window
from convscope.errors import ConvscopeError

Array = npt.NDArray[Any]


def correlate(picture_CHW: npt.ArrayLike, weight: npt.ArrayLike, windows: Sequence[Window]) -> Array:
    """Slide the kernels as they are: y[o] = Σ w[t]·x[s·o + d·t - p]. What the field, and torch, call a convolution.

    >>> correlate([[1, 2, 3, 4]], [[[1, 10]]], [Window(kernel=2)])
    array([[21, 32, 43]])

    ``weight`` is ``(c_out, c_in, *kernel)``; the result ``(c_out, *outputs)``. Raises `ConvscopeError` where the
    channels or the windows do not match.
    """
    kernels, picture = np.asarray(weight), np.asarray(picture_CHW)
    if kernels.shape[1:] != (len(picture), *(window.kernel for window in windows)):
        raise ConvscopeError(
            f"the weight is {kernels.shape}, the picture {picture.shape}",
            fix="give a weight of (c_out, the picture's channels, the windows' kernels)",
        )
    columns = im2col(picture, windows)
    outputs = [window.output_size(size) for window, size in zip(windows, picture.shape[1:], strict=True)]
    return (kernels.reshape(len(kernels), -1) @ columns).reshape(len(kernels), *outputs)


def convolve(picture_CHW: npt.ArrayLike, weight: npt.ArrayLike, windows: Sequence[Window]) -> Array:
    """Slide the kernels turned round, as mathematics has it: `correlate` with kernels that `flip` has turned.

    >>> convolve([[1, 2, 3, 4]], [[[1, 10]]], [Window(kernel=2)])
    array([[12, 23, 34]])
    """
    return correlate(picture_CHW, flip(weight), windows)


def flip(weight: npt.ArrayLike) -> Array:
    """Turn kernels ``(c_out, c_in, *kernel)`` round along every axis of the picture.

    >>> flip([[[1, 2, 3]]])
    array([[[3, 2, 1]]])
    """
    kernels = np.asarray(weight)
    return np.flip(kernels, tuple(range(2, kernels.ndim)))
