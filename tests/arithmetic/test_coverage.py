"""Coverage: how often each position is used, by hand and against gradients."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from convscope.arithmetic import Window, coverage, divides, sizes_that_lose_nothing, unread
from convscope.arithmetic.coverage import Counts


@st.composite
def windows(draw: st.DrawFn) -> Window:
    stride, dilation, pad = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(0, 5))
    transposed = draw(st.booleans())
    return Window(
        kernel=draw(st.integers(1, 6)),
        stride=stride,
        padding=(pad, pad),
        dilation=dilation,
        transposed=transposed,
        output_padding=draw(st.integers(0, max(stride, dilation) - 1)) if transposed else 0,
    )


def products_per_position(window: Window, size: int) -> list[int]:
    """Count by gradient: of the sum of a convolution with ones, each product adds 1 to its input's gradient."""
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    weight = torch.ones(1, 1, window.kernel, dtype=torch.float64)
    if window.transposed:
        output = F.conv_transpose1d(
            line, weight, None, window.stride, window.padding[0], window.output_padding, 1, window.dilation
        )
    else:
        output = F.conv1d(line, weight, None, window.stride, window.padding[0], window.dilation)
    output.sum().backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    return [int(count) for count in line.grad[0, 0]]


def plane(pad: int) -> Counts:
    """Coverage of 5 × 5 under 3 × 3: the outer product of the axes' counts."""
    along = coverage(Window(kernel=3, padding=(pad, pad)), 5)
    return np.outer(along, along)


def test_corner_once_centre_nine_times() -> None:
    """In 5 × 5 under 3 × 3 without padding the corner enters 1 product and the centre 9."""
    counts = plane(0)
    assert (counts[0, 0], counts[2, 2]) == (1, 9)


def test_padding_1_lifts_the_corner_to_4() -> None:
    """With padding 1 the corner enters 4 products."""
    assert plane(1)[0, 0] == 4


def test_only_full_padding_is_fair() -> None:
    """Every position enters 9 products with padding 2, and not with less."""
    assert [bool((plane(pad) == 9).all()) for pad in (0, 1, 2)] == [False, False, True]


def test_seven_under_three_by_three_loses_its_last() -> None:
    """3/3 on 7 never reads position 6."""
    assert unread(Window(kernel=3, stride=3), 7) == [6]


def test_a_kernel_smaller_than_its_stride_skips_in_between() -> None:
    """1/2 on 5 never reads positions 1 and 3."""
    assert unread(Window(kernel=1, stride=2), 5) == [1, 3]


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


def test_a_window_that_does_not_fit_reads_nothing() -> None:
    """A kernel of 5 on 3 positions has no output, so no position is read."""
    assert coverage(Window(kernel=5), 3).tolist() == [0, 0, 0]


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


@given(window=windows(), size=st.integers(1, 40))
def test_coverage_is_the_gradient_of_the_sum(window: Window, size: int) -> None:
    """The counts are the gradient of the sum of a convolution of ones, transposed ones included."""
    assume(window.output_size(size) >= 1)
    assert coverage(window, size).tolist() == products_per_position(window, size)


@given(window=windows(), size=st.integers(1, 40))
def test_unread_is_where_the_gradient_is_zero(window: Window, size: int) -> None:
    """The positions never read are those whose gradient is zero."""
    assume(window.output_size(size) >= 1)
    counts = products_per_position(window, size)
    assert unread(window, size) == [position for position, count in enumerate(counts) if count == 0]


@given(
    kernel=st.integers(1, 4), stride=st.integers(1, 4), pad=st.integers(0, 2), size=st.integers(1, 30), up=st.booleans()
)
def test_pooled_positions_are_torchs(kernel: int, stride: int, pad: int, size: int, up: bool) -> None:
    """Under average pooling, in ceil mode too, the positions read are those with a gradient."""
    pad = min(pad, kernel // 2)
    window = Window(kernel=kernel, stride=stride, padding=(pad, pad), ceil_mode=up)
    assume(window.output_size(size) >= 1)
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    F.avg_pool1d(line, kernel, stride, pad, up).sum().backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    assert unread(window, size) == (line.grad[0, 0] == 0).nonzero().flatten().tolist()


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
            assert 0 not in products_per_position(window, offer)
    if below is not None and above is not None:
        between = [n for n in range(below + 1, above) if window.output_size(n) >= 1]
        assert all(0 in products_per_position(window, n) for n in between)


@pytest.mark.parametrize("size", [0, -3])
def test_no_positions_no_counts(size: int) -> None:
    """A map without positions has no counts and nothing unread."""
    assert coverage(Window(kernel=3, padding=(3, 3)), size).tolist() == []
