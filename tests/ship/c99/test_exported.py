"""The exported graph."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship.c99.exported import exported, operator_of, place_of


def test_calls_know_their_layer_and_line() -> None:
    """Of the second convolution in a chain."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Sequential(nn.Conv2d(2, 2, 1)))
    calls = exported(Model(module, InputContract(1, 5, 5), (), "net")).calls
    assert [operator_of(call) for call in calls] == ["aten.conv2d", "aten.conv2d"]
    assert place_of(calls[1]).layer == "1.0"


def test_several_answers_and_choices_by_value_are_told(wired: Callable[..., nn.Module]) -> None:
    """Each in one line."""
    two = Model(wired(lambda net, x: (x, x * 2)), InputContract(1, 2, 2), (), "net")
    with pytest.raises(ConvscopeError, match="answers with 2 tensors"):
        exported(two)
    chooses = Model(wired(lambda net, x: x * 2 if x.sum() > 0 else x), InputContract(1, 2, 2), (), "net")
    with pytest.raises(ConvscopeError, match=r"^net cannot be exported: [^\n]+$"):
        exported(chooses)
    assert torch.is_grad_enabled()
