"""Attention, which torch calls as one function: its MACs, and that every token reads all of them.

Vaswani et al., arXiv 1706.03762. With L queries, S keys and width E: projections (2L + 2S)·E², scores and their sum
2·L·S·E.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from convscope.network.operators.operation import Operation, bind
from convscope.network.operators.reading import ALL, in_place


def scaled_dot_product_attention(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.scaled_dot_product_attention` on (…, L, E), (…, S, E) and (…, S, V)."""
    bound = bind(("query", "key", "value"), args, kwargs)
    query, key, value = bound["query"], bound["key"], bound["value"]
    length, keys, rank = int(query.shape[-2]), int(key.shape[-2]), query.ndim
    products = prod(query.shape[:-2]) * length * keys * (int(query.shape[-1]) + int(value.shape[-1]))
    reads = (
        (query, in_place(rank, {rank - 1: ALL})),
        (key, in_place(rank, {rank - 2: ALL, rank - 1: ALL})),
        (value, in_place(rank, {rank - 2: ALL})),
    )
    return Operation(reads, macs=lambda _: products, unbounded="yes")


def multi_head_attention(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.multi_head_attention_forward` on (L, batch, E) and (S, batch, E)."""
    bound = bind(("query", "key", "value", "embed_dim_to_check", "num_heads"), args, kwargs)
    query, key, value = bound["query"], bound["key"], bound["value"]
    width, batch = int(query.shape[-1]), prod(query.shape[1:-1])
    length, keys = int(query.shape[0]), int(key.shape[0])
    projected = width * (length * width + keys * int(key.shape[-1]) + keys * int(value.shape[-1]) + length * width)
    total = batch * (projected + 2 * length * keys * width)
    rank = query.ndim
    reads = (
        (query, in_place(rank, {rank - 1: ALL})),
        (key, in_place(rank, {0: ALL, rank - 1: ALL})),
        (value, in_place(rank, {0: ALL, rank - 1: ALL})),
    )
    return Operation(reads, macs=lambda _: total, unbounded="yes")
