"""Parameters and MACs, by hand and against PyTorch's modules and its own counter."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convscope.arithmetic import arithmetic_intensity, conv_macs, conv_parameters, linear_macs, linear_parameters


def parameters_of(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def macs_of(module: nn.Module, inputs: torch.Tensor) -> int:
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        module(inputs)
    return int(counter.get_total_flops() // 2)


def test_one_kernel_has_76_parameters_and_ten_760() -> None:
    """A 5 × 5 kernel over 3 channels has 5·5·3 + 1 = 76 parameters, ten of them 760."""
    assert conv_parameters(3, 1, (5, 5)) == 76
    assert conv_parameters(3, 10, (5, 5)) == 760


def test_a_wide_layer_costs_160_million() -> None:
    """32 kernels of 5 × 5 over 256 channels at 28 × 28 positions cost 160,563,200 MACs."""
    assert conv_macs(256, 32, (5, 5), (28, 28)) == 160_563_200


def test_linear_classifiers_on_cifar() -> None:
    """Ten linear classifiers on 32·32·3 numbers have 30,730 parameters and 30,720 MACs."""
    assert linear_parameters(3072, 10) == 30_730
    assert linear_macs(3072, 10) == 30_720


def test_without_bias_the_bias_is_not_counted() -> None:
    """Ten kernels without bias have 750 parameters; the ten classifiers 30,720."""
    assert conv_parameters(3, 10, (5, 5), bias=False) == 750
    assert linear_parameters(3072, 10, bias=False) == 30_720


def test_rows_multiply() -> None:
    """A 4 → 3 layer over 5 vectors costs 60 MACs."""
    assert linear_macs(4, 3, rows=5) == 60


@given(
    groups=st.integers(1, 4),
    into=st.integers(1, 3),
    out=st.integers(1, 3),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    bias=st.booleans(),
    stride=st.integers(1, 3),
)
def test_convolutions_cost_what_torch_counts(
    groups: int, into: int, out: int, kernel: tuple[int, int], bias: bool, stride: int
) -> None:
    """Parameters are Conv2d's and MACs half of torch's FLOPs, grouped, strided and not square."""
    channels, kernels = groups * into, groups * out
    conv = nn.Conv2d(channels, kernels, kernel, stride=stride, groups=groups, bias=bias)
    picture = torch.zeros(1, channels, 9, 7)
    assert conv_parameters(channels, kernels, kernel, groups=groups, bias=bias) == parameters_of(conv)
    positions = tuple(conv(picture).shape[2:])
    assert conv_macs(channels, kernels, kernel, positions, groups=groups) == macs_of(conv, picture)


@given(groups=st.integers(1, 3), into=st.integers(1, 3), out=st.integers(1, 3), stride=st.integers(1, 3))
def test_transposed_convolutions_slide_over_their_input(groups: int, into: int, out: int, stride: int) -> None:
    """With the input's size for positions, MACs are what torch counts for ConvTranspose2d."""
    conv = nn.ConvTranspose2d(groups * into, groups * out, 3, stride=stride, groups=groups)
    picture = torch.zeros(1, groups * into, 5, 4)
    assert conv_macs(groups * into, groups * out, (3, 3), (5, 4), groups=groups) == macs_of(conv, picture)


@given(into=st.integers(1, 20), out=st.integers(1, 20), rows=st.integers(1, 5), bias=st.booleans())
def test_linear_layers_cost_what_torch_counts(into: int, out: int, rows: int, bias: bool) -> None:
    """Parameters are Linear's and MACs half of torch's FLOPs."""
    linear = nn.Linear(into, out, bias=bias)
    assert linear_parameters(into, out, bias=bias) == parameters_of(linear)
    assert linear_macs(into, out, rows=rows) == macs_of(linear, torch.zeros(rows, into))


def test_intensity_by_hand() -> None:
    """A 1 × 1 over 8 channels to 8 on 4 places: 256 MACs, 32 + 64 + 32 numbers, 4 bytes each: 0.5; in half 1.0."""
    assert arithmetic_intensity(256, inputs=32, parameters=64, outputs=32) == 0.5
    assert arithmetic_intensity(256, inputs=32, parameters=64, outputs=32, bytes_each=2) == 1.0
    assert arithmetic_intensity(0, inputs=0, parameters=0, outputs=0) == 0.0


def test_a_batch_raises_the_intensity_of_a_linear_layer() -> None:
    """Weights are moved once for all: at batch 1 under 1/4 MAC a byte, at 64 some 60 times that."""
    one, many = (
        arithmetic_intensity(rows * 2**24, inputs=rows * 4096, parameters=2**24, outputs=rows * 4096)
        for rows in (1, 64)
    )
    assert one < 0.25
    assert 60 < many / one < 64
