"""Receptive fields: published ones, and random chains against gradients."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor

from convscope.arithmetic import ReceptiveField, Window, receptive_set

CONV3 = Window(kernel=3, padding=(1, 1))
POOL2 = Window(kernel=2, stride=2)
POOL3 = Window(kernel=3, stride=2)
VGG16 = [*[CONV3] * 2, POOL2, *[CONV3] * 2, POOL2, *([*[CONV3] * 3, POOL2] * 3)]
ALEXNET = [
    Window(kernel=11, stride=4, padding=(2, 2)),
    POOL3,
    Window(kernel=5, padding=(2, 2)),
    POOL3,
    *[CONV3] * 3,
    POOL3,
]


@st.composite
def windows(draw: st.DrawFn, transposed: bool) -> Window:
    stride, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    pad = draw(st.integers(0, 2))
    up = transposed and draw(st.booleans())
    return Window(
        kernel=draw(st.integers(1, 4)),
        stride=stride,
        padding=(pad, pad),
        dilation=dilation,
        transposed=up,
        output_padding=draw(st.integers(0, max(stride, dilation) - 1)) if up else 0,
    )


def forwards(chain: list[Window], line: Tensor) -> Tensor:
    """Run the chain in torch with positive weights, so that no path through it cancels another."""
    for window in chain:
        weight = torch.ones(1, 1, window.kernel, dtype=line.dtype)
        if window.transposed:
            line = F.conv_transpose1d(
                line, weight, None, window.stride, window.padding[0], window.output_padding, 1, window.dilation
            )
        else:
            line = F.conv1d(line, weight, None, window.stride, window.padding[0], window.dilation)
    return line


def field_of(chain: list[Window]) -> ReceptiveField:
    field = ReceptiveField()
    for window in chain:
        wider = field.through(window)
        assert wider is not None
        field = wider
    return field


@pytest.mark.parametrize(("chain", "size"), [(VGG16, 212), (ALEXNET, 195)], ids=["vgg16", "alexnet"])
def test_published_fields(chain: list[Window], size: int) -> None:
    """VGG-16 sees 212 pixels at pool5 and AlexNet 195, both at stride 32 (Araujo et al., Distill 2019)."""
    field = field_of(chain)
    assert (field.size, field.stride) == (size, 32)


def test_dilation_leaves_holes() -> None:
    """Three 3-kernels of dilation 2 touch 7 of the 13 positions they span: every other one."""
    assert receptive_set([Window(kernel=3, dilation=2)] * 3, 0) == [0, 2, 4, 6, 8, 10, 12]


def test_padding_is_not_followed_where_the_size_is_known() -> None:
    """A padded 3-kernel's first output reads −1, 0, 1; of a real map of 5 only 0 and 1."""
    assert receptive_set([CONV3], 0) == [-1, 0, 1]
    assert receptive_set([CONV3], 0, size=5) == [0, 1]


def test_a_transposed_window_has_no_hull_of_one_form() -> None:
    """Through a transposed window there is no single stride and extent, and the answer is None."""
    assert ReceptiveField().through(Window(kernel=2, stride=2, transposed=True)) is None


def test_branches_join_to_their_hull() -> None:
    """A 3-wide branch off to the left and one off to the right join to what both span."""
    left, right = ReceptiveField(2, -4, -2), ReceptiveField(2, 1, 3)
    assert left.join(right) == ReceptiveField(2, -4, 3)


def test_branches_of_different_stride_do_not_join() -> None:
    """Branches whose effective strides differ have no common form."""
    assert ReceptiveField(2, 0, 0).join(ReceptiveField(1, 0, 0)) is None


def test_at_gives_first_and_last() -> None:
    """Two 2/2 pools: output 3 reads positions 12 to 15."""
    assert field_of([POOL2, POOL2]).at(3) == (12, 15)


@given(data=st.data(), chain=st.lists(windows(transposed=True), min_size=1, max_size=4), size=st.integers(5, 24))
def test_the_set_is_where_gradients_are(data: st.DataObject, chain: list[Window], size: int) -> None:
    """The exact set of a chain, transposed windows among them, is where the gradient of the output is not zero."""
    lengths = [size]
    for window in chain:
        lengths.append(window.output_size(lengths[-1]))
        assume(1 <= lengths[-1] <= 300)
    output = data.draw(st.integers(0, lengths[-1] - 1))
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    forwards(chain, line)[0, 0, output].backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    assert receptive_set(chain, output, size=size) == line.grad[0, 0].nonzero().flatten().tolist()


@given(chain=st.lists(windows(transposed=False), min_size=1, max_size=5), output=st.integers(0, 9))
def test_the_hull_spans_the_set(chain: list[Window], output: int) -> None:
    """The hull carried forwards has the ends of the set composed backwards."""
    touched = receptive_set(chain, output)
    assert field_of(chain).at(output) == (touched[0], touched[-1])
