"""The same layer in three ways, by hand and against PyTorch."""

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

from convscope.arithmetic import Cost, Window, compare_sharing, convolution_matrix
from convscope.errors import ConvscopeError


def test_ten_kernels_on_cifar() -> None:
    """5 × 5, padding 2, 32 × 32 × 3 to 32 × 32 × 10: 760 parameters, 778,240 unshared, 31,467,520 fully connected."""
    layer = compare_sharing(3, 10, [Window(kernel=5, padding=(2, 2))] * 2, (32, 32))
    assert layer.convolutional == Cost(760, 768_000)
    assert layer.locally_connected == Cost(778_240, 768_000)
    assert layer.fully_connected == Cost(31_467_520, 31_457_280)


def test_subsampling_shrinks_all_three() -> None:
    """At a stride of 2 a quarter of the positions is left: MACs fall to a quarter, only shared weights stay."""
    dense = compare_sharing(3, 10, [Window(kernel=5, padding=(2, 2))] * 2, (32, 32))
    halved = compare_sharing(3, 10, [Window(kernel=5, stride=2, padding=(2, 2))] * 2, (32, 32))
    assert halved.convolutional == Cost(760, dense.convolutional.macs // 4)
    assert halved.locally_connected == Cost(dense.locally_connected.parameters // 4, dense.locally_connected.macs // 4)
    assert halved.fully_connected.macs == dense.fully_connected.macs // 4


@pytest.mark.parametrize("window", [Window(kernel=9), Window(kernel=2, transposed=True)], ids=repr)
def test_what_does_not_slide_is_refused(window: Window) -> None:
    """A kernel larger than the picture, a transposed one."""
    with pytest.raises(ConvscopeError, match="give windows that slide"):
        compare_sharing(1, 1, [window], (5,))


@given(
    into=st.integers(1, 3),
    out=st.integers(1, 3),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    size=st.integers(1, 9),
    bias=st.booleans(),
)
def test_counts_are_those_of_the_layers(into: int, out: int, kernel: int, stride: int, size: int, bias: bool) -> None:
    """Conv1d's, Linear's; and the unshared one has a weight for each entry of the convolution's matrix."""
    window = Window(kernel, stride)
    assume(window.output_size(size) >= 1)
    outputs = window.output_size(size)
    layer = compare_sharing(into, out, [window], (size,), bias=bias)
    shared = nn.Conv1d(into, out, kernel, stride, bias=bias)
    full = nn.Linear(into * size, out * outputs, bias=bias)
    entries = convolution_matrix(torch.ones(out, into, kernel).numpy(), [window], (size,)).nnz
    assert layer.convolutional.parameters == sum(p.numel() for p in shared.parameters())
    assert layer.fully_connected.parameters == sum(p.numel() for p in full.parameters())
    assert layer.locally_connected == Cost(entries + bias * out * outputs, entries)
    assert layer.convolutional.macs == entries
