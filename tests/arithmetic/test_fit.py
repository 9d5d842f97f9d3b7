"""Sizes, paddings and strides that fit, by hand and against gradients."""

import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import (
    Window,
    divides,
    loses_nothing,
    paddings_that_divide,
    paddings_that_lose_nothing,
    sizes_that_divide,
    sizes_that_lose_nothing,
    strides_that_divide,
    strides_that_lose_nothing,
    unread,
)

WINDOWS = st.builds(
    lambda kernel, stride, pad, dilation: Window(kernel, stride, (pad, pad), dilation),
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(0, 3),
    st.integers(1, 3),
)


def read_by_torch(window: Window, size: int) -> bool:
    """Whether each position has a gradient."""
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    weight = torch.ones(1, 1, window.kernel, dtype=torch.float64)
    F.conv1d(F.pad(line, window.padding), weight, None, window.stride, 0, window.dilation).sum().backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    return bool((line.grad > 0).all())


def fills_by_torch(window: Window, size: int) -> bool:
    """Whether the last window ends at the last padded position: one position less and there is an output less."""
    return window.output_size(size) >= 1 and window.output_size(size - 1) == window.output_size(size) - 1


def test_not_dividing_is_not_losing() -> None:
    """7/2/3 on 224 does not divide and reads every pixel."""
    window = Window(kernel=7, stride=2, padding=(3, 3))
    assert not divides(window, 224)
    assert unread(window, 224) == []


def test_what_divides() -> None:
    """3/3 divides 9 and not 7; a transposed window always does."""
    assert divides(Window(kernel=3, stride=3), 9)
    assert not divides(Window(kernel=3, stride=3), 7)
    assert divides(Window(kernel=2, stride=3, transposed=True), 7)


def test_alexnets_sizes_that_lose_nothing() -> None:
    """11/4 loses a pixel on 224 and none on 223 or 227."""
    window = Window(kernel=11, stride=4)
    assert unread(window, 224) == [223]
    assert sizes_that_lose_nothing(window, 224) == (223, 227)


def test_a_size_that_loses_nothing_is_its_own_answer() -> None:
    """On 227, which loses nothing, both answers are 227."""
    assert sizes_that_lose_nothing(Window(kernel=11, stride=4), 227) == (227, 227)


def test_no_size_suits_a_kernel_smaller_than_its_stride() -> None:
    """1/2 loses a position on every size of 2 or more near 50."""
    assert sizes_that_lose_nothing(Window(kernel=1, stride=2), 50) == (None, None)


@given(
    kernel=st.integers(1, 6),
    stride=st.integers(1, 6),
    pad=st.integers(0, 3),
    dilation=st.integers(1, 3),
    size=st.integers(8, 40),
)
def test_offered_sizes_lose_nothing(kernel: int, stride: int, pad: int, dilation: int, size: int) -> None:
    """Every offered size has a gradient at each position, and no size between the two offers has."""
    window = Window(kernel=kernel, stride=stride, padding=(pad, pad), dilation=dilation)
    below, above = sizes_that_lose_nothing(window, size)
    for offer in (below, above):
        if offer is not None:
            assert read_by_torch(window, offer)
    if below is not None and above is not None:
        between = [n for n in range(below + 1, above) if window.output_size(n) >= 1]
        assert not any(read_by_torch(window, n) for n in between)


def test_alexnets_sizes_that_divide() -> None:
    """(224 - 11)/4 + 1 = 54.25: 223 and 227 divide; for 7/2/3 223 and 225."""
    assert sizes_that_divide(Window(kernel=11, stride=4), 224) == (223, 227)
    assert sizes_that_divide(Window(kernel=7, stride=2, padding=(3, 3)), 224) == (223, 225)


def test_even_size_odd_kernel_stride_two_divide_with_no_equal_sides() -> None:
    """Whatever even N, odd F and stride 2: of the paddings that divide none is symmetric."""
    for size in range(8, 40, 2):
        for kernel in (1, 3, 5, 7):
            offers = paddings_that_divide(Window(kernel=kernel, stride=2), size)
            assert not [padding for padding in offers if padding[0] == padding[1]]
            assert offers or kernel == 1


def test_every_padding_up_to_full_divides_at_stride_one() -> None:
    """Valid, same and full among them, the window's own first."""
    offers = paddings_that_divide(Window(kernel=3, padding=(1, 1)), 5)
    assert offers[0] == (1, 1)
    assert sorted(offers) == [(0, 0), (0, 1), (1, 1), (1, 2), (2, 2)]


def test_strides_for_a_lost_row() -> None:
    """3/3 on 7 loses a position: a stride of 2 or 1 does not, and a padding of 1 neither."""
    window = Window(kernel=3, stride=3)
    assert strides_that_lose_nothing(window, 7) == [2, 1]
    assert paddings_that_lose_nothing(window, 7)[0] == (1, 1)
    assert strides_that_divide(window, 7) == [2, 4, 1]


def test_nothing_fits_where_nothing_can() -> None:
    """A size below 1, a kernel that no padding lets in."""
    window = Window(kernel=3, stride=2)
    assert not loses_nothing(window, 0)
    assert strides_that_divide(window, 1) == []
    assert sizes_that_divide(window, 1) == (None, 3)
    assert sizes_that_divide(Window(kernel=2, stride=3, transposed=True), 7) == (7, 7)


@given(window=WINDOWS, size=st.integers(1, 40))
def test_offered_sizes_divide_and_are_the_nearest(window: Window, size: int) -> None:
    """Of the sizes from one offer to the other, only the offers divide."""
    below, above = sizes_that_divide(window, size)
    assert above is not None
    low = 0 if below is None else below
    assert [n for n in range(low, above + 1) if n >= 1 and fills_by_torch(window, n)] == sorted(
        {n for n in (below, above) if n is not None}
    )


@given(window=WINDOWS, size=st.integers(1, 40))
def test_offered_paddings_and_strides_do_what_they_say(window: Window, size: int) -> None:
    """Each divides or loses nothing, the nearest first; and one that is not offered does not."""
    for offers, good in (
        (paddings_that_divide(window, size), fills_by_torch),
        (paddings_that_lose_nothing(window, size), read_by_torch),
    ):
        changes = [abs(sum(padding) - sum(window.padding)) for padding in offers]
        assert changes == sorted(changes)
        for total in range(2 * window.extent - 1):
            padding = (total // 2, total - total // 2)
            changed = Window(window.kernel, window.stride, padding, window.dilation)
            if changed.output_size(size) >= 1:
                assert (padding in offers) == good(changed, size)
    for numbers, good in (
        (strides_that_divide(window, size), fills_by_torch),
        (strides_that_lose_nothing(window, size), read_by_torch),
    ):
        for stride in range(1, max(window.extent, 2 * window.stride) + 1):
            changed = Window(window.kernel, stride, window.padding, window.dilation)
            if changed.output_size(size) >= 1:
                assert (stride in numbers) == good(changed, size)
