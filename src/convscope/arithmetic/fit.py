"""What fits a window: sizes, paddings and strides near the given ones that divide evenly or lose no position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from convscope.arithmetic.missed import never_read
from convscope.arithmetic.window import Window

Padding = tuple[int, int]
Bounds = tuple[int | None, int | None]  # nearest at most, nearest at least; None where there is none


def divides(window: Window, size: int) -> bool:
    """Whether the stride divides evenly: (n + p₁ + p₂ - k_e) mod s = 0.

    Not the same as losing nothing: 7/2/3 on 224 leaves a remainder of 1 and reads every pixel.
    """
    return window.transposed or window.remainder(size) == 0


def loses_nothing(window: Window, size: int) -> bool:
    """Whether there is an output and some output reads each of ``size`` positions.

    >>> loses_nothing(Window(kernel=7, stride=2, padding=(3, 3)), 224)
    True
    """
    return size >= 1 and window.output_size(size) >= 1 and not never_read((window,), size)


def sizes_that_divide(window: Window, size: int) -> Bounds:
    """Find the nearest input sizes (at most ``size``, at least ``size``) that divide evenly and give an output.

    >>> sizes_that_divide(Window(kernel=11, stride=4), 224)
    (223, 227)
    >>> sizes_that_divide(Window(kernel=7, stride=2, padding=(3, 3)), 224)
    (223, 225)
    """
    return _nearest_sizes(window, size, lambda n: window.output_size(n) >= 1 and divides(window, n))


def sizes_that_lose_nothing(window: Window, size: int) -> Bounds:
    """Find the nearest input sizes (at most ``size``, at least ``size``) of which every position is read.

    Either is None where no size within one stride and one kernel of ``size`` will do, as for a kernel smaller than its
    stride.

    >>> sizes_that_lose_nothing(Window(kernel=11, stride=4), 224)
    (223, 227)
    """
    return _nearest_sizes(window, size, lambda n: loses_nothing(window, n))


def paddings_that_divide(window: Window, size: int) -> list[Padding]:
    """List the paddings that divide evenly, the one nearest the window's own in total first.

    Of each total from none to full (k_e - 1 on either side) the evenest: an odd one has its extra position after, as
    ``'same'`` has. With n even, k odd and a stride of 2 none has equal sides.

    >>> paddings_that_divide(Window(kernel=3, stride=2, padding=(1, 1)), 32)
    [(0, 1), (1, 2)]
    """
    return [padding for padding in _paddings(window) if _fits(replace(window, padding=padding), size, divides)]


def paddings_that_lose_nothing(window: Window, size: int) -> list[Padding]:
    """List the paddings with which every position is read, the one nearest the window's own in total first.

    >>> paddings_that_lose_nothing(Window(kernel=3, stride=3), 7)
    [(1, 1), (1, 2), (2, 2)]
    """
    return [padding for padding in _paddings(window) if _fits(replace(window, padding=padding), size, loses_nothing)]


def strides_that_divide(window: Window, size: int) -> list[int]:
    """List the strides, up to the kernel's extent or twice the window's own, that divide evenly, the nearest first.

    >>> strides_that_divide(Window(kernel=11, stride=4), 227)
    [4, 3, 2, 6, 1, 8, 9]
    """
    return [stride for stride in _strides(window) if _fits(replace(window, stride=stride), size, divides)]


def strides_that_lose_nothing(window: Window, size: int) -> list[int]:
    """List the strides, up to the kernel's extent or twice the window's own, that lose nothing, the nearest first.

    >>> strides_that_lose_nothing(Window(kernel=3, stride=3), 7)
    [2, 1]
    """
    return [stride for stride in _strides(window) if _fits(replace(window, stride=stride), size, loses_nothing)]


def _nearest_sizes(window: Window, size: int, good: Callable[[int], bool]) -> Bounds:
    fewest = 1 if window.transposed else max(window.extent - sum(window.padding), 1)  # that surely have an output
    reach = window.stride + window.extent
    below = next((n for n in range(size, max(size - reach, 0), -1) if good(n)), None)
    above = next((n for n in range(max(size, 1), max(size, fewest) + reach) if good(n)), None)
    return below, above


def _fits(window: Window, size: int, condition: Callable[[Window, int], bool]) -> bool:
    return window.output_size(size) >= 1 and condition(window, size)


def _paddings(window: Window) -> list[Padding]:
    own = sum(window.padding)
    totals = sorted(range(2 * window.extent - 1), key=lambda total: (abs(total - own), total))
    return [window.padding if total == own else (total // 2, total - total // 2) for total in totals]


def _strides(window: Window) -> list[int]:
    most = max(window.extent, 2 * window.stride)
    return sorted(range(1, most + 1), key=lambda stride: (abs(stride - window.stride), stride))
