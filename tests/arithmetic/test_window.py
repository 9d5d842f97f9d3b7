"""Windows: output sizes and what each output reads, by hand and against PyTorch."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor

from convscope.arithmetic import Window, coverage, same_padding
from convscope.errors import ConvscopeError

KERNELS = st.integers(1, 7)
STRIDES = st.integers(1, 5)
DILATIONS = st.integers(1, 4)
SIZES = st.integers(1, 40)
PADS = st.tuples(st.integers(0, 5), st.integers(0, 5))


def ones(kernel: int) -> Tensor:
    return torch.ones(1, 1, kernel, dtype=torch.float64)


@st.composite
def transposed_windows(draw: st.DrawFn) -> Window:
    stride, dilation = draw(STRIDES), draw(DILATIONS)
    pad = draw(st.integers(0, 4))
    return Window(
        kernel=draw(KERNELS),
        stride=stride,
        padding=(pad, pad),
        dilation=dilation,
        transposed=True,
        output_padding=draw(st.integers(0, max(stride, dilation) - 1)),  # torch allows no more
    )


def spread(window: Window, line: Tensor) -> Tensor:
    return F.conv_transpose1d(
        line,
        ones(window.kernel),
        stride=window.stride,
        padding=window.padding[0],
        output_padding=window.output_padding,
        dilation=window.dilation,
    )


def test_alexnets_first_layer() -> None:
    """AlexNet's 11/4 on 224 gives (224 − 11)/4 + 1 = 54.25, that is 54."""
    window = Window(kernel=11, stride=4)
    assert window.output_size(224) == 54
    assert window.formula(224) == "(224 − 11)/4 + 1 = 54.25, down to 54"


def test_padding_2_keeps_32_under_a_kernel_of_5() -> None:
    """A 5-kernel with padding 2 keeps 32 at 32."""
    window = Window(kernel=5, padding=(2, 2))
    assert window.output_size(32) == 32
    assert window.formula(32) == "(32 + 2 + 2 − 5)/1 + 1 = 32"


def test_extent_of_a_dilated_kernel() -> None:
    """Three taps two apart span five positions."""
    assert Window(kernel=3, dilation=2).extent == 5


def test_remainder_is_what_the_last_window_leaves() -> None:
    """7/2/3 on 224 leaves 1 padded position over; 3/3 on 7 leaves 1; 3/3 on 9 none."""
    assert Window(kernel=7, stride=2, padding=(3, 3)).remainder(224) == 1
    assert Window(kernel=3, stride=3).remainder(7) == 1
    assert Window(kernel=3, stride=3).remainder(9) == 0


def test_ceil_mode_rounds_up() -> None:
    """3/2 on 112 gives 55.5: 55 outputs, and 56 in ceil mode."""
    window = Window(kernel=3, stride=2, ceil_mode=True)
    assert Window(kernel=3, stride=2).output_size(112) == 55
    assert window.output_size(112) == 56
    assert window.formula(112) == "(112 − 3)/2 + 1 = 55.5, up to 56"


def test_ceil_mode_never_starts_a_window_in_the_padding_behind() -> None:
    """2/3 on 4 in ceil mode: the second window starts at 3 and is kept; on 3 it would start outside and is not."""
    window = Window(kernel=2, stride=3, ceil_mode=True)
    assert window.output_size(4) == 2
    assert window.output_size(3) == 1


def test_transposed_formula() -> None:
    """A transposed 4/2/1 doubles 4 to 8; output padding adds to it."""
    assert Window(kernel=4, stride=2, padding=(1, 1), transposed=True).formula(4) == "(4 − 1)·2 − 1 − 1 + 4 = 8"
    window = Window(kernel=3, stride=2, transposed=True, output_padding=1)
    assert window.formula(4) == "(4 − 1)·2 + 3 + 1 = 10"


def test_same_padding_puts_the_odd_one_behind() -> None:
    """P = (F − 1)/2 for an odd kernel; an even one has one more behind than before."""
    assert same_padding(5) == (2, 2)
    assert same_padding(4) == (1, 2)
    assert same_padding(3, dilation=2) == (2, 2)


@pytest.mark.parametrize("name", ["kernel", "stride", "dilation"])
def test_nothing_below_one(name: str) -> None:
    """A kernel, stride or dilation of 0 is refused by name."""
    with pytest.raises(ConvscopeError, match=f"{name} is 0"):
        replace(Window(kernel=3), **{name: 0})  # type: ignore[arg-type]


@given(kernel=KERNELS, stride=STRIDES, pad=st.integers(0, 6), dilation=DILATIONS, size=SIZES)
def test_convolution_sizes_are_torchs(kernel: int, stride: int, pad: int, dilation: int, size: int) -> None:
    """The output size is conv1d's, and below 1 exactly where conv1d refuses."""
    expected = Window(kernel=kernel, stride=stride, padding=(pad, pad), dilation=dilation).output_size(size)
    line = torch.zeros(1, 1, size, dtype=torch.float64)
    if expected < 1:
        with pytest.raises(RuntimeError, match="Kernel size can't be greater"):
            F.conv1d(line, ones(kernel), stride=stride, padding=pad, dilation=dilation)
    else:
        output = F.conv1d(line, ones(kernel), stride=stride, padding=pad, dilation=dilation)
        assert output.shape[-1] == expected


@given(
    kernel=KERNELS, stride=STRIDES, before=st.integers(0, 5), after=st.integers(0, 5), dilation=DILATIONS, size=SIZES
)
def test_uneven_padding_sizes_are_torchs(
    kernel: int, stride: int, before: int, after: int, dilation: int, size: int
) -> None:
    """Padding that differs before and after gives the size of pad followed by conv1d."""
    window = Window(kernel=kernel, stride=stride, padding=(before, after), dilation=dilation)
    assume(window.output_size(size) >= 1)
    line = F.pad(torch.zeros(1, 1, size, dtype=torch.float64), (before, after))
    assert F.conv1d(line, ones(kernel), stride=stride, dilation=dilation).shape[-1] == window.output_size(size)


@given(data=st.data(), kernel=KERNELS, stride=STRIDES, dilation=DILATIONS, ceil_mode=st.booleans(), size=SIZES)
def test_pooling_sizes_are_torchs(
    data: st.DataObject, kernel: int, stride: int, dilation: int, ceil_mode: bool, size: int
) -> None:
    """The output size is max_pool2d's, in ceil mode too, and below 1 exactly where it refuses."""
    pad = data.draw(st.integers(0, kernel // 2))
    expected = Window(kernel, stride, (pad, pad), dilation, ceil_mode=ceil_mode).output_size(size)
    plane = torch.zeros(1, 1, size, 1)
    arguments = ((kernel, 1), (stride, 1), (pad, 0), (dilation, 1), ceil_mode)
    if expected < 1:
        with pytest.raises(RuntimeError, match="too small"):
            F.max_pool2d(plane, *arguments)
    else:
        assert F.max_pool2d(plane, *arguments).shape[2] == expected


@given(data=st.data(), kernel=KERNELS, stride=STRIDES, ceil_mode=st.booleans(), size=SIZES)
def test_mean_pooling_sizes_are_torchs(
    data: st.DataObject, kernel: int, stride: int, ceil_mode: bool, size: int
) -> None:
    """The output size is avg_pool1d's, in ceil mode too."""
    pad = data.draw(st.integers(0, kernel // 2))
    expected = Window(kernel, stride, (pad, pad), ceil_mode=ceil_mode).output_size(size)
    assume(expected >= 1)
    assert F.avg_pool1d(torch.zeros(1, 1, size), kernel, stride, pad, ceil_mode).shape[-1] == expected


@given(window=transposed_windows(), size=SIZES)
def test_transposed_sizes_are_torchs(window: Window, size: int) -> None:
    """The output size is conv_transpose1d's, with stride, padding, dilation and output padding."""
    assume(window.output_size(size) >= 1)
    assert spread(window, torch.zeros(1, 1, size, dtype=torch.float64)).shape[-1] == window.output_size(size)


@given(
    data=st.data(), kernel=KERNELS, stride=STRIDES, pad=st.integers(0, 6), dilation=DILATIONS, size=st.integers(8, 40)
)
def test_an_output_reads_where_its_gradient_is(
    data: st.DataObject, kernel: int, stride: int, pad: int, dilation: int, size: int
) -> None:
    """The real positions an output of a convolution reads are those its gradient reaches."""
    window = Window(kernel=kernel, stride=stride, padding=(pad, pad), dilation=dilation)
    assume(window.output_size(size) >= 1)
    output = data.draw(st.integers(0, window.output_size(size) - 1))
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    F.conv1d(line, ones(kernel), stride=stride, padding=pad, dilation=dilation)[0, 0, output].backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    assert [p for p in window.reads(output) if 0 <= p < size] == line.grad[0, 0].nonzero().flatten().tolist()


@given(data=st.data(), window=transposed_windows(), size=st.integers(4, 20))
def test_a_transposed_output_reads_where_its_gradient_is(data: st.DataObject, window: Window, size: int) -> None:
    """The real positions an output of a transposed convolution reads are those its gradient reaches."""
    assume(window.output_size(size) >= 1)
    output = data.draw(st.integers(0, window.output_size(size) - 1))
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    spread(window, line)[0, 0, output].backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    assert [p for p in window.reads(output) if 0 <= p < size] == line.grad[0, 0].nonzero().flatten().tolist()


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@given(kernel=KERNELS, dilation=DILATIONS, size=SIZES)
def test_same_padding_is_torchs(kernel: int, dilation: int, size: int) -> None:
    """Padding by hand with same_padding gives the very numbers that padding='same' gives."""
    generator = torch.Generator().manual_seed(0)
    line = torch.rand(1, 1, size, dtype=torch.float64, generator=generator)
    weight = torch.rand(1, 1, kernel, dtype=torch.float64, generator=generator)
    by_torch = F.conv1d(line, weight, padding="same", dilation=dilation)
    by_hand = F.conv1d(F.pad(line, same_padding(kernel, dilation)), weight, dilation=dilation)
    torch.testing.assert_close(by_hand, by_torch)


@given(window=st.one_of(transposed_windows(), st.builds(Window, KERNELS, STRIDES, PADS, DILATIONS)), size=SIZES)
def test_pairs_are_where_gradients_are(agrees: Callable[..., bool], window: Window, size: int) -> None:
    """Over a whole line, padded on each side by its own amount."""
    assume(window.output_size(size) >= 1)

    def slide(line: Tensor) -> Tensor:
        if window.transposed:
            return spread(window, line)
        return F.conv1d(F.pad(line, window.padding), ones(window.kernel), None, window.stride, 0, window.dilation)

    assert agrees(window, slide, size)


@given(window=st.one_of(transposed_windows(), st.builds(Window, KERNELS, STRIDES, PADS, DILATIONS)), size=SIZES)
def test_pairs_are_reads_and_coverage(window: Window, size: int) -> None:
    """The three ways to ask agree."""
    outputs = max(window.output_size(size), 0)
    owners, read = window.pairs(size, outputs)
    one_by_one = [(output, at) for output in range(outputs) for at in window.reads(output) if 0 <= at < size]
    assert list(zip(owners.tolist(), read.tolist(), strict=True)) == one_by_one
    assert np.bincount(read, minlength=size).tolist() == coverage(window, size).tolist()
