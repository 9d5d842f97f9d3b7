"""Tensors put together and taken apart, against gradients."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from convscope.network.operators import describe

A, B = torch.zeros(1, 2, 3), torch.zeros(1, 4, 3)


@pytest.mark.parametrize(
    ("name", "function", "tensors", "options"),
    [
        ("cat", torch.cat, [A, B], {"dim": 1}),
        ("cat", torch.cat, [A, A], {"dim": -1}),
        ("concat", torch.concat, [B, A, B], {"dim": -2}),
        ("stack", torch.stack, [A, A], {"dim": 2}),
        ("stack", torch.stack, [A, A, A], {}),
    ],
)
def test_together(
    name: str, function: Callable[..., Any], tensors: Any, options: Any, proven: Callable[..., Any]
) -> None:
    """Each number of the result is one of one of them."""
    copies = [tensor.clone() for tensor in tensors]
    proven(lambda args, kwargs: describe(name, args, kwargs), function, copies, **options)


@pytest.mark.parametrize(
    ("name", "function", "others", "options"),
    [
        ("chunk", torch.chunk, (2, 1), {}),
        ("chunk", torch.chunk, (3,), {"dim": 1}),
        ("split", torch.Tensor.split, (3,), {"dim": 1}),
        ("split", torch.Tensor.split, ([1, 3],), {"dim": 1}),
        ("tensor_split", torch.tensor_split, (3,), {"dim": 1}),
        ("tensor_split", torch.tensor_split, ((1, 2),), {"dim": 1}),
        ("unbind", torch.unbind, (1,), {}),
        ("unbind", torch.unbind, (), {}),
    ],
)
def test_apart(name: str, function: Callable[..., Any], others: Any, options: Any, proven: Callable[..., Any]) -> None:
    """Every part has its own piece of the tensor."""
    operation = proven(lambda args, kwargs: describe(name, args, kwargs), function, B, *others, **options)
    assert operation.parts
