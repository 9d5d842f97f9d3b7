"""How often each input position is used by a window, and which positions no output reads."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from convscope.arithmetic.window import Window

Counts = npt.NDArray[np.int64]


def coverage(window: Window, size: int) -> Counts:
    """Count the products each of ``size`` input positions enters: its (output, tap) pairs.

    Over a plane the count is the outer product of the two axes' counts: for 5 × 5 and a 3 × 3 kernel the corner enters
    1 product and the centre 9; with padding 1 the corner enters 4.

    >>> coverage(Window(kernel=3), 5)
    array([1, 2, 3, 2, 1])
    """
    counts = np.zeros(max(size, 0), dtype=np.int64)
    outputs = window.output_size(size)
    if outputs < 1 or size < 1:
        return counts
    if window.transposed:  # input m gives k products, those whose output was cut away by the padding excepted
        starts = np.arange(size) * window.stride - window.padding[0]
        for tap in range(window.kernel):
            landed = starts + tap * window.dilation
            counts += (landed >= 0) & (landed < outputs)
        return counts
    starts = np.arange(outputs) * window.stride - window.padding[0]
    for tap in range(window.kernel):
        read = starts + tap * window.dilation
        read = read[(read >= 0) & (read < size)]
        counts[read] += 1  # one tap reads each position at most once, so no accumulation is needed
    return counts


def unread(window: Window, size: int) -> list[int]:
    """Real input positions that no output reads.

    >>> unread(Window(kernel=3, stride=3), 7)
    [6]
    """
    return [int(position) for position in np.flatnonzero(coverage(window, size) == 0)]


def divides(window: Window, size: int) -> bool:
    """Whether the stride divides evenly: (n + p₁ + p₂ - k_e) mod s = 0.

    Not the same as losing nothing: 7/2/3 on 224 leaves a remainder of 1 and reads every pixel.
    """
    return window.transposed or window.remainder(size) == 0


def sizes_that_lose_nothing(window: Window, size: int) -> tuple[int | None, int | None]:
    """Find the nearest input sizes (at most ``size``, at least ``size``) of which every position is read.

    Either is None where no size within one stride and one kernel of ``size`` will do, as for a kernel smaller than its
    stride.

    >>> sizes_that_lose_nothing(Window(kernel=11, stride=4), 224)
    (223, 227)
    """
    reach = window.stride + window.extent

    def whole(candidate: int) -> bool:
        return candidate >= 1 and window.output_size(candidate) >= 1 and not unread(window, candidate)

    below = next((size - step for step in range(reach) if whole(size - step)), None)
    above = next((size + step for step in range(reach) if whole(size + step)), None)
    return below, above
