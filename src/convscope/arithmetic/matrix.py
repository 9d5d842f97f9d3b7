"""A convolution as one matrix product: patches laid out as columns, or the layer as a sparse matrix."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.arithmetic.relation import Positions
from convscope.arithmetic.window import Window
from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # type: ignore[import-untyped]

Array = npt.NDArray[Any]


def im2col(picture_CHW: npt.ArrayLike, windows: Sequence[Window]) -> Array:
    """Lay out what each output reads as a column: (C·∏k, ∏outputs), as `torch.nn.functional.unfold` does.

    A convolution is then weight.reshape(c_out, -1) @ im2col(picture, windows); padding reads 0.

    >>> im2col([[1, 2, 3]], [Window(kernel=2)])
    array([[1, 2],
           [2, 3]])

    One window for each axis after the channels. Raises `ConvscopeError` where windows and axes do not match, a window
    is transposed or does not fit.
    """
    picture = np.asarray(picture_CHW)
    sizes = picture.shape[1:]
    outputs = _outputs(windows, sizes)
    if any(window.transposed for window in windows):
        raise ConvscopeError("a transposed window reads no patch", fix="use convolution_matrix")
    for number, (window, size, length) in enumerate(zip(windows, sizes, outputs, strict=True)):
        read = np.array([window.reads(output) for output in range(length)])
        real = (read >= 0) & (read < size)
        axis = 1 + 2 * number  # each axis before has become two: outputs, taps
        taken = np.take(picture, np.clip(read, 0, size - 1), axis=axis)
        picture = np.where(real.reshape(real.shape + (1,) * (taken.ndim - axis - 2)), taken, picture.dtype.type(0))
    axes = range(len(windows))
    order = [0, *(2 + 2 * axis for axis in axes), *(1 + 2 * axis for axis in axes)]
    return picture.transpose(order).reshape(-1, prod(outputs))


def convolution_matrix(weight: npt.ArrayLike, windows: Sequence[Window], size: Sequence[int]) -> csr_array:
    """Write a convolution as a sparse matrix: (c_out·∏outputs) rows, (c_in·∏size) columns, pictures flattened.

    ``weight`` is shaped as torch's: ``(c_out, c_in, *kernel)``, for transposed windows ``(c_in, c_out, *kernel)``. Like
    torch it is cross-correlation. The matrix of the transposed layer is the transpose of the matrix of the layer.

    >>> convolution_matrix([[[1, 2]]], [Window(kernel=2)], [3]).toarray()
    array([[1, 2, 0],
           [0, 1, 2]])

    Raises `ConvscopeError` where weight, windows and size do not match.
    """
    from scipy.sparse import coo_array

    kernel = np.asarray(weight)
    outputs = _outputs(windows, size)
    if kernel.shape[2:] != tuple(window.kernel for window in windows):
        raise ConvscopeError(
            f"the weight is {kernel.shape}, its windows' kernels are {[window.kernel for window in windows]}",
            fix="give a weight of two channel axes and the kernel's",
        )
    if windows[0].transposed:
        kernel = kernel.swapaxes(0, 1)
    into, out = kernel.shape[1], kernel.shape[0]
    axes = [_taps(window, length, count) for window, length, count in zip(windows, size, outputs, strict=True)]
    rows = _combine([axis[0] for axis in axes], outputs)
    columns = _combine([axis[1] for axis in axes], size)
    taps = _combine([axis[2] for axis in axes], kernel.shape[2:])
    values = kernel.reshape(out, into, -1)[:, :, taps]
    all_rows = np.arange(out)[:, None, None] * prod(outputs) + rows
    all_columns = np.arange(into)[None, :, None] * prod(size) + columns
    places = (np.broadcast_to(all_rows, values.shape).ravel(), np.broadcast_to(all_columns, values.shape).ravel())
    return coo_array((values.ravel(), places), shape=(out * prod(outputs), into * prod(size))).tocsr()


def _outputs(windows: Sequence[Window], sizes: Sequence[int]) -> list[int]:
    if len(windows) != len(sizes) or not sizes:
        raise ConvscopeError(f"{len(windows)} windows slide over {len(sizes)} axes", fix="give one window an axis")
    if len({window.transposed for window in windows}) > 1:
        raise ConvscopeError("some windows are transposed and some are not", fix="give windows of one kind")
    outputs = [window.output_size(size) for window, size in zip(windows, sizes, strict=True)]
    if min(outputs) < 1 or min(sizes) < 1:
        raise ConvscopeError(f"the windows have {outputs} outputs on {list(sizes)}", fix="give a larger picture")
    return outputs


def _taps(window: Window, inputs: int, outputs: int) -> tuple[Positions, Positions, Positions]:
    """List the real (output, input, tap) triples of one axis."""
    moving = np.arange(inputs if window.transposed else outputs, dtype=np.int64)
    taps = np.arange(window.kernel, dtype=np.int64)
    landed = moving[:, None] * window.stride - window.padding[0] + taps * window.dilation
    real = (landed >= 0) & (landed < (outputs if window.transposed else inputs))
    still = np.broadcast_to(moving[:, None], landed.shape)[real]
    which = np.broadcast_to(taps, landed.shape)[real]
    return (landed[real], still, which) if window.transposed else (still, landed[real], which)


def _combine(axes: Sequence[Positions], lengths: Sequence[int]) -> Positions:
    """Flatten every combination of the axes' positions as a row-major index."""
    zero = np.zeros(1, dtype=np.int64)
    return reduce(
        lambda index, axis: (index[:, None] * axis[1] + axis[0]).ravel(), zip(axes, lengths, strict=True), zero
    )
