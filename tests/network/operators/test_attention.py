"""Attention: its MACs against torch's counter and the formula, what it reads against gradients."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convscope.network import trace
from convscope.network.operators.attention import scaled_dot_product_attention


def test_every_token_reads_all(proven: Callable[..., Any]) -> None:
    """Queries their own, keys and values all, heads and batch apart."""

    def describer(args: Any, kwargs: Any) -> Any:
        return scaled_dot_product_attention(tuple(args[0]), kwargs)

    tensors = [torch.zeros(1, 2, 3, 2), torch.zeros(1, 2, 4, 2), torch.zeros(1, 2, 4, 2)]
    operation = proven(describer, lambda three: F.scaled_dot_product_attention(*three), tensors)
    assert operation.unbounded == "yes"


def test_its_macs_are_what_torch_counts() -> None:
    """Scores and their sum."""
    query, key, value = torch.zeros(2, 3, 5, 8), torch.zeros(2, 3, 7, 8), torch.zeros(2, 3, 7, 4)
    with FlopCounterMode(display=False) as counter:
        torch.baddbmm(torch.zeros(6, 5, 7), query.flatten(0, 1), key.flatten(0, 1).mT) @ value.flatten(0, 1)
    operation = scaled_dot_product_attention((query, key, value), {})
    assert operation.macs is not None and 2 * operation.macs(()) == counter.get_total_flops()


def test_multi_head_attention_counts_projections_and_products() -> None:
    """L tokens of width E: 4·L·E² for the projections, 2·L²·E for scores and their sum."""

    class Attended(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

        def forward(self, x: torch.Tensor) -> Any:
            return self.attention(x, x, x, need_weights=False)[0]

    network = trace(Attended(), (5, 8))
    assert network.macs == 4 * 5 * 8 * 8 + 2 * 5 * 5 * 8
