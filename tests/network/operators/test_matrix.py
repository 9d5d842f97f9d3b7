"""Fully connected layers and matrix products against torch's counter."""

import pytest
import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

from convscope.network.operators.matrix import linear, matrix_product


@pytest.mark.parametrize("shape", [(1, 6), (1, 5, 6), (1, 2, 3, 6)])
def test_a_linear_layer_costs_what_torch_counts(shape: tuple[int, ...]) -> None:
    """On a vector, on rows and on a map's last axis, MACs are half of torch's FLOPs."""
    features, weight = torch.zeros(shape), torch.zeros(4, 6)
    with FlopCounterMode(display=False) as counter:
        output = F.linear(features, weight)
    macs = linear((features, weight), {}).macs
    assert macs is not None
    assert macs(tuple(output.shape)) == counter.get_total_flops() // 2


@pytest.mark.parametrize(
    ("one", "two"), [((3, 4), (4, 5)), ((1, 3, 4), (1, 4, 5)), ((2, 3, 4), (4, 5)), ((2, 1, 3, 4), (2, 4, 5))]
)
def test_a_matrix_product_costs_what_torch_counts(one: tuple[int, ...], two: tuple[int, ...]) -> None:
    """Plain, batched and broadcast products cost half of torch's FLOPs."""
    left, right = torch.zeros(one), torch.zeros(two)
    with FlopCounterMode(display=False) as counter:
        output = left @ right
    macs = matrix_product((left, right), {}).macs
    assert macs is not None
    assert macs(tuple(output.shape)) == counter.get_total_flops() // 2


def test_a_linear_layer_reads_a_vector_whole_and_of_a_map_who_knows() -> None:
    """On a vector it reads everything; on a map its last axis may be any, so its reach is unknown."""
    weight = torch.zeros(4, 6)
    assert linear((torch.zeros(1, 6), weight), {}).reads == "whole"
    assert linear((torch.zeros(1, 2, 3, 6), weight), {}).reads == "unknown"


def test_a_map_with_the_right_number_of_numbers_wants_flattening() -> None:
    """2·3·4 = 24 features are there, but not flat; with another count the count is told."""
    weight = torch.zeros(5, 24)
    assert linear((torch.zeros(1, 2, 3, 4), weight), {}).would_fit.startswith("flattening its input first")
    assert linear((torch.zeros(1, 2, 3, 5), weight), {}).would_fit == "in_features=5"
    assert linear((torch.zeros(1, 24), weight), {}).mismatch == ""
