"""Fully connected layers and matrix products against torch's counter."""

from collections.abc import Callable
from math import prod
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convscope.network import trace
from convscope.network.operators.matrix import (
    added_batch_product,
    added_product,
    bilinear,
    dot,
    einsum,
    linear,
    matrix_product,
)


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


@pytest.mark.parametrize(
    ("one", "two"), [((2, 3), (3, 2)), ((3,), (3, 2)), ((2, 3), (3,)), ((3,), (3,)), ((2, 1, 2, 3), (2, 3, 2))]
)
def test_a_product_reads_a_row_and_a_column(one: Any, two: Any, proven: Callable[..., Any]) -> None:
    """Vectors, matrices, and stacks of them that are spread over one another."""
    proven(
        lambda args, _: matrix_product(tuple(args[0]), {}),
        lambda both: both[0] @ both[1],
        [torch.zeros(one), torch.zeros(two)],
    )


def test_a_linear_layer_reads_its_last_axis(proven: Callable[..., Any]) -> None:
    """All of it, and of the others its place."""
    weight = torch.rand(2, 3, dtype=torch.float64) + 0.5
    proven(linear, F.linear, torch.zeros(1, 2, 3), weight)


@pytest.mark.parametrize("equation", ["bij,bjk->bik", "bchw,bcvw->bchv", "ij,ij->", "bi,bj->bij", "i,j->ij"])
def test_einsum(equation: str, proven: Callable[..., Any]) -> None:
    """Letters that are left stay in place, others are summed over; MACs are the product of all letters."""
    lengths = {"b": 2, "i": 2, "j": 3, "k": 2, "c": 2, "h": 2, "w": 3, "v": 2}
    terms = equation.partition("->")[0].split(",")
    tensors = [torch.zeros([lengths[letter] for letter in term]) for term in terms]
    if equation.endswith("->"):
        assert einsum((equation, *tensors), {}).reads == ()
        return
    operation = proven(
        lambda args, _: einsum((equation, *args[0]), {}), lambda both: torch.einsum(equation, *both), tensors
    )
    assert operation.macs is not None
    assert operation.macs(()) == prod(lengths[letter] for letter in set("".join(terms)))


def test_einsum_of_one_or_three() -> None:
    """One is only summed; of three the order decides, and what is done is counted."""
    one = einsum(("bij->bj", torch.zeros(2, 3, 4)), {})
    assert one.macs is not None and one.macs((2, 4)) == 0 and one.unbounded == "yes"
    assert einsum(("i,i,i->i", *[torch.zeros(3)] * 3), {}).macs is None
    assert einsum(("...i->i", torch.zeros(3)), {}).reads == ()


def test_bilinear_costs_its_products() -> None:
    """xᵀWy: 3·4 products for each of 5 outputs and 4 more to sum them with y."""
    operation = bilinear((torch.zeros(1, 3), torch.zeros(1, 4), torch.zeros(5, 3, 4)), {})
    assert operation.macs is not None and operation.macs((1, 5)) == 5 * (3 * 4 + 4)


def test_a_product_with_something_added() -> None:
    """``addmm`` costs and reads what the product does."""
    added, left, right = torch.zeros(2, 5), torch.zeros(2, 3), torch.zeros(3, 5)
    operation = added_product((added, left, right), {})
    assert operation.macs is not None and operation.macs((2, 5)) == 30 and len(operation.reads) == 2


def test_products_added_over_a_batch_and_of_vectors() -> None:
    """``addbmm`` costs what ``bmm`` does, ``dot`` one product for each number, ``addmv`` one for each of the matrix."""
    left, right = torch.zeros(3, 2, 4), torch.zeros(3, 4, 5)
    with FlopCounterMode(display=False) as counter:
        torch.bmm(left, right)
    batch = added_batch_product((torch.zeros(2, 5), left, right), {})
    assert batch.macs is not None and batch.macs((2, 5)) == counter.get_total_flops() // 2
    vectors = dot((torch.zeros(7), torch.zeros(7)), {})
    assert vectors.macs is not None and vectors.macs(()) == 7
    added = added_product((torch.zeros(3), torch.zeros(3, 4), torch.zeros(4)), {})
    assert added.macs is not None and added.macs((3,)) == 12


def test_a_map_with_the_right_number_of_numbers_wants_flattening() -> None:
    """2·3·4 = 24 features are there, but not flat; with another count the count is told."""
    weight = torch.zeros(5, 24)
    assert str(linear((torch.zeros(1, 2, 3, 4), weight), {}).would_fit).startswith("flattening its input first")
    assert str(linear((torch.zeros(1, 2, 3, 5), weight), {}).would_fit) == "in_features=5"
    assert linear((torch.zeros(1, 24), weight), {}).mismatch is None


RECURRENT: list[tuple[nn.Module, tuple[int, ...], int]] = [
    (nn.LSTM(8, 16), (10, 8), 10 * 4 * 16 * (8 + 16)),
    (nn.LSTM(8, 16, 2, bidirectional=True), (10, 8), 10 * 2 * 4 * 16 * (8 + 16 + 32 + 16)),
    (nn.LSTM(8, 16, proj_size=4), (10, 8), 10 * (4 * 16 * (8 + 4) + 16 * 4)),
    (nn.GRU(8, 16, bias=False, batch_first=True), (10, 8), 10 * 3 * 16 * (8 + 16)),
    (nn.RNN(8, 16, nonlinearity="relu"), (10, 8), 10 * 16 * (8 + 16)),
]


@pytest.mark.filterwarnings("ignore:LSTM with projections")  # torch says which of its kernels it takes
@pytest.mark.parametrize(("module", "shape", "products"), RECURRENT, ids=lambda value: str(value)[:30])
def test_recurrent_layers_meet_each_weight_at_every_step(
    module: nn.Module, shape: tuple[int, ...], products: int
) -> None:
    """Whatever their direction, layers and projection; how far they see is not said."""
    network = trace(module, shape)
    assert network.macs == products
    assert any(layer.reach.status == "unknown" for layer in network)
