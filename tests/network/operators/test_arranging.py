"""Operators that move numbers: where each came from, against gradients."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from convscope.network.operators import describe
from convscope.network.operators.arranging import repeat, roll

X = torch.zeros(1, 4, 2, 6)


@pytest.mark.parametrize(
    ("name", "function", "others", "options"),
    [
        ("permute", torch.permute, ((0, 2, 3, 1),), {}),
        ("permute", torch.Tensor.permute, (0, 2, -1, 1), {}),
        ("transpose", torch.transpose, (1, -1), {}),
        ("transpose", torch.transpose, (), {"dim0": 2, "dim1": 3}),
        ("movedim", torch.movedim, (1, -1), {}),
        ("movedim", torch.movedim, ((1, 2), (3, 0)), {}),
        ("flip", torch.flip, ((-1, 2),), {}),
        ("flip", torch.Tensor.flip, (1, 3), {}),
        ("roll", torch.roll, ((1, 2), (-1, 1)), {}),
        ("roll", torch.roll, (), {"shifts": -1, "dims": 3}),
        ("expand", torch.Tensor.expand, (3, 4, 2, 6), {}),
        ("expand", torch.Tensor.expand, ((5, 1, -1, 2, 6),), {}),
        ("repeat", torch.Tensor.repeat, (2, 3, 1, 1, 1), {}),
        ("pixel_unshuffle", F.pixel_unshuffle, (2,), {}),
        ("pixel_shuffle", F.pixel_shuffle, (2,), {}),
        ("channel_shuffle", torch.channel_shuffle, (2,), {}),
        ("view", torch.Tensor.view, (2, 2, 12), {}),
        ("flatten", torch.flatten, (1,), {}),
        ("flatten", torch.flatten, (), {"start_dim": 2}),
        ("unsqueeze", torch.unsqueeze, (1,), {}),
        ("squeeze", torch.squeeze, (0,), {}),
        ("unflatten", torch.unflatten, (1, (2, 2)), {}),
        ("reshape", torch.reshape, ((6, 8),), {}),
    ],
)
def test_numbers_come_from_where_gradients_say(
    name: str, function: Callable[..., Any], others: Any, options: Any, proven: Callable[..., Any]
) -> None:
    """Each number of the result has one of the tensor's, and it is the right one."""
    proven(lambda args, kwargs: describe(name, args, kwargs), function, X, *others, **options)


def test_transposing_a_matrix(proven: Callable[..., Any]) -> None:
    """``t``, ``T`` and ``mT`` without arguments."""
    for name, function in (("t", torch.t), ("T", lambda x: x.T), ("mT", lambda x: x.mT)):
        proven(lambda args, kwargs, name=name: describe(name, args, kwargs), function, torch.zeros(3, 4))


def test_what_is_not_described_is_said_to_be_so() -> None:
    """Rolling a flattened tensor, and repeating an axis of several."""
    assert roll((X, 1), {}).reads == () and repeat((X, 1, 2, 1, 1), {}).reads == ()
