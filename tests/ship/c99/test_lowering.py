"""From the graph to steps."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from convscope import ship
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship.c99.lowering import KNOWN, bound, lowered


def test_every_operator_that_cannot_be_shipped_is_named_and_nothing_is_written(
    tmp_path: Path, wired: Callable[..., nn.Module]
) -> None:
    """Two of them, with their lines in this file."""
    module = wired(lambda net, x: torch.sort(net.conv(x))[0] + torch.cumsum(x, 1), conv=nn.Conv2d(1, 1, 1))
    with pytest.raises(ConvscopeError, match=r"aten\.sort, .*:\d+; aten\.cumsum, .*:\d+; .*nothing was written"):
        ship.c(Model(module, InputContract(1, 4, 4), (), "net"), tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_arguments_have_the_names_of_the_schema() -> None:
    """Given by place, by name, or by default."""
    named = bound(torch.ops.aten.leaky_relu.default, ("x",), {})
    assert named == {"self": "x", "negative_slope": 0.01}
    assert "conv2d" in KNOWN


def test_what_no_picture_enters_is_refused(wired: Callable[..., nn.Module]) -> None:
    """An answer that is a parameter."""
    module = wired(lambda net, x: net.fc.weight * 2, fc=nn.Linear(2, 2))
    with pytest.raises(ConvscopeError, match="the same whatever picture"):
        lowered(Model(module, InputContract(1, 2, 2), (), "net"))


def test_maps_as_the_answer_are_put_in_pytorchs_order() -> None:
    """A pixel network's scores leave channel by channel, which takes a step of its own."""
    model = Model(nn.Sequential(nn.Conv2d(1, 2, 1)).eval(), InputContract(1, 3, 4), (), "net")
    program = lowered(model)
    assert [type(step).__name__ for step in program.steps] == ["Scale", "Convolution", "Copy"]
    assert program.answer.strides == (24, 12, 4, 1)
