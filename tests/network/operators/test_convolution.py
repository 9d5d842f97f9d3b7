"""Convolutions as torch spells them: windows, groups, MACs, and what does not fit."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.ops import deform_conv2d

from convscope.arithmetic import Window
from convscope.network import trace
from convscope.network.operators.convolution import channel_mismatch, convolution, transposed_convolution


def test_keywords_and_positions_say_the_same() -> None:
    """conv2d called by position and by keyword is one operation, windows a row and a column."""
    picture, weight = torch.zeros(1, 2, 9, 9), torch.zeros(4, 2, 3, 5)
    by_position = convolution((picture, weight, None, (1, 2), (0, 1), 2), {})
    by_keyword = convolution(
        (), {"input": picture, "weight": weight, "stride": (1, 2), "padding": (0, 1), "dilation": 2}
    )
    assert (
        by_position.windows
        == by_keyword.windows
        == (
            Window(kernel=3, stride=1, padding=(0, 0), dilation=2),
            Window(kernel=5, stride=2, padding=(1, 1), dilation=2),
        )
    )


def test_padding_by_word() -> None:
    """'valid' is none; 'same' is worked out, one more behind for an even kernel."""
    picture, weight = torch.zeros(1, 1, 9), torch.zeros(1, 1, 4)
    assert convolution((picture, weight), {"padding": "valid"}).windows[0].padding == (0, 0)
    assert convolution((picture, weight), {"padding": "same"}).windows[0].padding == (1, 2)


def test_a_transposed_call_has_its_own_order_of_arguments() -> None:
    """conv_transpose2d takes stride, padding, output_padding, groups, dilation in that order."""
    operation = transposed_convolution((torch.zeros(1, 4, 5, 5), torch.zeros(4, 3, 3, 3), None, 2, 1, 1, 2, 3), {})
    assert operation.groups == 2
    assert operation.windows == (Window(3, 2, (1, 1), 3, transposed=True, output_padding=1),) * 2


def test_what_does_not_fit_is_said() -> None:
    """Other channels, and another number of dimensions, are told; what fits is told nothing."""
    assert list(map(str, channel_mismatch((1, 8, 9, 9), 16, 2))) == ["expects 16 channels and got 8", "in_channels=8"]
    assert str(channel_mismatch((1, 8), 8, 2)[0]) == "expects a map of 4 dimensions and got 2"
    assert channel_mismatch((1, 8, 9, 9), 8, 2) == channel_mismatch((8, 9, 9), 8, 2) == (None, None)
    assert str(channel_mismatch((1, 3, 112, 112), 3, 3)[0]) == "slides along 3 axes and got a map of 2"


@given(
    axes=st.integers(1, 3),
    groups=st.integers(1, 3),
    into=st.integers(1, 2),
    out=st.integers(1, 2),
    kernel=st.integers(1, 3),
    stride=st.integers(1, 2),
    dilation=st.integers(1, 2),
    transposed=st.booleans(),
)
def test_random_calls_have_torchs_size_and_macs(
    axes: int, groups: int, into: int, out: int, kernel: int, stride: int, dilation: int, transposed: bool
) -> None:
    """In 1 to 3 dimensions, grouped, strided, dilated and transposed: torch's output size, half of torch's FLOPs."""
    picture = torch.zeros(1, groups * into, *(7, 6, 5)[:axes])
    channels = (groups * into, out) if transposed else (groups * out, into)
    weight = torch.zeros(*channels, *[kernel] * axes)
    name = f"conv_transpose{axes}d" if transposed else f"conv{axes}d"
    keywords = {"stride": stride, "padding": 1, "dilation": dilation, "groups": groups}
    operation = (transposed_convolution if transposed else convolution)((picture, weight), keywords)
    with FlopCounterMode(display=False) as counter:
        output = getattr(F, name)(picture, weight, **keywords)
    shape = tuple(output.shape)
    sizes = tuple(w.output_size(n) for w, n in zip(operation.windows, picture.shape[2:], strict=True))
    assert sizes == shape[2:]
    assert operation.macs is not None
    assert operation.macs(shape) == counter.get_total_flops() // 2


@pytest.mark.parametrize("describe", [convolution, transposed_convolution])
def test_a_mismatch_is_seen_before_torch_refuses(describe: object) -> None:
    """Three channels into a layer for two are noted from the arguments alone."""
    assert callable(describe)
    operation = describe((torch.zeros(1, 3, 8, 8), torch.zeros(2, 2, 3, 3)), {})
    assert [str(operation.mismatch), str(operation.would_fit)] == ["expects 2 channels and got 3", "in_channels=3"]


@pytest.mark.parametrize("groups", [1, 2])
def test_a_deformable_convolution_costs_a_convolutions_products(groups: int) -> None:
    """As many products as without offsets; where it reads depends on the picture, so its field is unknown."""

    class Deformable(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.offsets = nn.Conv2d(4, 18, 3)
            self.weight = nn.Parameter(torch.zeros(6, 4 // groups, 3, 3))

        def forward(self, images_NCHW: Tensor) -> Tensor:
            answer: Tensor = deform_conv2d(images_NCHW, self.offsets(images_NCHW), self.weight)
            return answer

    layer = trace(Deformable(), (4, 8, 9)).layers[-1]
    assert layer.macs == 6 * 7 * 6 * (4 // groups) * 9
    assert layer.receptive_field is None
