"""Coverage: how often each position is used, by hand and against gradients."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from convscope.arithmetic import (
    Adaptive,
    Relation,
    Repeated,
    Resampled,
    Window,
    carry_back,
    chain_coverage,
    coverage,
    unread,
)
from convscope.arithmetic.coverage import Counts
from convscope.errors import ConvscopeError


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


def slide(window: Window, line: torch.Tensor) -> torch.Tensor:
    """Slide a window of ones."""
    weight = torch.ones(1, 1, window.kernel, dtype=torch.float64)
    if window.transposed:
        return F.conv_transpose1d(
            line, weight, None, window.stride, window.padding[0], window.output_padding, 1, window.dilation
        )
    return F.conv1d(line, weight, None, window.stride, window.padding[0], window.dilation)


def products_per_position(window: Window, size: int) -> list[int]:
    """Count by gradient: of the sum of a convolution with ones, each product adds 1 to its input's gradient."""
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    slide(window, line).sum().backward()  # type: ignore[no-untyped-call]
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


def test_a_window_that_does_not_fit_reads_nothing() -> None:
    """A kernel of 5 on 3 positions has no output, so no position is read."""
    assert coverage(Window(kernel=5), 3).tolist() == [0, 0, 0]


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


@pytest.mark.parametrize("size", [0, -3])
def test_no_positions_no_counts(size: int) -> None:
    """A map without positions has no counts and nothing unread."""
    assert coverage(Window(kernel=3, padding=(3, 3)), size).tolist() == []


def test_any_relation_has_coverage() -> None:
    """Adaptive pooling of 5 to 2 reads the middle twice; a nearest resize to half leaves every other one out."""
    assert coverage(Adaptive(), 5, outputs=2).tolist() == [1, 1, 2, 1, 1]
    assert unread(Resampled("nearest"), 6, outputs=3) == [1, 3, 5]


def test_outputs_must_be_told() -> None:
    """What has as many outputs as it is asked for says so."""
    with pytest.raises(ConvscopeError, match="give outputs"):
        coverage(Adaptive(), 5)


def test_a_chain_by_hand() -> None:
    """Two 3-kernels on 7: 1, 2, 3, 2, 1 under 1, 2, 3, 2, 1."""
    assert chain_coverage([Window(kernel=3)] * 2, [7, 5, 3]).tolist() == [1, 3, 6, 7, 6, 3, 1]


def test_a_deep_chain_does_not_overflow() -> None:
    """Eighty padded 3-kernels on 200: the middle is used 3^80 times, beyond any 64 bits, and to the last digit."""
    counts = chain_coverage([Window(kernel=3, padding=(1, 1))] * 80, [200] * 81)
    assert counts[100] == 3**80
    assert all(isinstance(count, int) for count in counts)


def test_a_chain_needs_all_its_sizes() -> None:
    """One size more than relations."""
    with pytest.raises(ConvscopeError, match="2 relations stand between 2 sizes"):
        chain_coverage([Window(kernel=3)] * 2, [7, 5])


@given(
    chain=st.lists(st.one_of(windows(), st.builds(Repeated, st.integers(1, 3))), max_size=5), size=st.integers(1, 30)
)
def test_a_chains_coverage_is_the_gradient_of_its_sum(chain: list[Relation], size: int) -> None:
    """A network of ones: each path from an input to an output adds 1 to the input's gradient."""
    sizes = [size]
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    output = line
    for relation in chain:
        if isinstance(relation, Window):
            assume(1 <= relation.output_size(output.shape[2]) <= 300)
            output = slide(relation, output)
        elif isinstance(relation, Repeated):
            output = output.repeat_interleave(relation.times, 2)
        sizes.append(output.shape[2])
    output.sum().backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    assert chain_coverage(chain, sizes).tolist() == line.grad[0, 0].long().tolist()


@given(counts=st.lists(st.integers(0, 2**70), min_size=3, max_size=3))
def test_carrying_back_is_exact(counts: list[int]) -> None:
    """Whatever the counts, large or small, in Python's integers where need be."""
    first, second, third = counts
    small = max(counts) < 2**62
    array = np.array(counts, dtype=np.int64 if small else object)
    assert carry_back(array, Window(kernel=2), 4).tolist() == [first, first + second, second + third, third]
