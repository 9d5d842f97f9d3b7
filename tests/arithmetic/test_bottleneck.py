"""Bottlenecks, by hand and against PyTorch."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convscope.arithmetic import Cost, bottleneck


@pytest.mark.parametrize(("width", "macs"), [(16, 13_246_464), (64, 52_985_856)])
def test_the_lectures_layer(width: int, macs: int) -> None:
    """28 × 28 × 256 by 32 kernels of 5 × 5: 204,800 weights, 160,563,200 MACs; by way of 16 or 64 far fewer."""
    offer = bottleneck(256, 32, (5, 5), (28, 28), width=width)
    assert offer.direct == Cost(204_800, 160_563_200)
    assert offer.reduced.macs == macs


@given(into=st.integers(1, 40), out=st.integers(1, 20), kernel=st.integers(1, 4))
def test_the_widest_pays_and_the_next_does_not(into: int, out: int, kernel: int) -> None:
    """At ``widest`` channels there are fewer MACs than direct, at one more there are not."""
    offer = bottleneck(into, out, (kernel, kernel), (5, 7), width=1)
    for width, pays in ((offer.widest, True), (offer.widest + 1, False)):
        reduced = bottleneck(into, out, (kernel, kernel), (5, 7), width=width).reduced
        assert (reduced.macs < offer.direct.macs) == pays


@given(into=st.integers(1, 8), out=st.integers(1, 8), width=st.integers(1, 4), stride=st.integers(1, 2))
def test_costs_are_what_torch_counts(into: int, out: int, width: int, stride: int) -> None:
    """A 1×1 over the input, then the kernel, that strides or not."""
    first, second = nn.Conv2d(into, width, 1, bias=False), nn.Conv2d(width, out, 3, stride, bias=False)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        positions = second(first(torch.zeros(1, into, 9, 8))).shape[2:]
    offer = bottleneck(into, out, (3, 3), positions, width=width, input_positions=(9, 8))
    weights = first.weight.numel() + second.weight.numel()
    assert offer.reduced == Cost(weights, counter.get_total_flops() // 2)
