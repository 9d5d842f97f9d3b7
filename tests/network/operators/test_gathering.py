"""Sums, means and softmax, against gradients."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from convscope.network.operators import describe

X = torch.zeros(2, 3, 2, 4)


@pytest.mark.parametrize(
    ("name", "function", "others", "options"),
    [
        ("mean", torch.mean, ((2, 3),), {}),
        ("mean", torch.Tensor.mean, (), {}),
        ("sum", torch.sum, (), {"dim": -1, "keepdim": True}),
        ("sum", torch.sum, ([1],), {}),
        ("logsumexp", torch.logsumexp, (1,), {}),
        ("std", torch.std, ((2, 3),), {}),
        ("prod", torch.prod, (2,), {}),
        ("norm", torch.Tensor.norm, (), {"dim": 1, "p": 2}),
        ("softmax", F.softmax, (), {"dim": 1}),
        ("log_softmax", F.log_softmax, (-1,), {}),
        ("normalize", F.normalize, (), {}),
    ],
)
def test_what_is_gathered(
    name: str, function: Callable[..., Any], others: Any, options: Any, proven: Callable[..., Any]
) -> None:
    """Along the axes that are named, all; along the others, the own place."""
    operation = proven(lambda args, kwargs: describe(name, args, kwargs), function, X, *others, **options)
    assert operation.unbounded == "yes"


def test_the_largest_of_two_goes_place_by_place() -> None:
    """``max`` of two tensors is ``maximum``; of one, over an axis, it may be any along it."""
    two = describe("max", (X, torch.zeros(4)), {})
    assert [len(read.axes) for _, read in two.reads] == [4, 1]  # type: ignore[union-attr]
    assert describe("amax", (X, 3), {}).unbounded == describe("max", (X, 3), {}).unbounded == "yes"
    assert describe("var", (X, True), {}).reads == ()
