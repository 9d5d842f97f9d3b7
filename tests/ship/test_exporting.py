"""A model as an ONNX graph."""

import inspect
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
import torch
from torch import nn

from convscope import load, ship
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship.exporting import LAYER, named_answers


class Bessel(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = torch.special.bessel_j0(x)
        return answer


def test_an_operator_without_a_fellow_is_named_with_its_layer_and_line(tmp_path: Path) -> None:
    """Where the user called it; nothing is written."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), Bessel())
    with pytest.raises(ConvscopeError) as caught:
        ship.onnx(Model(module, InputContract(1, 8, 8), (), "net"), tmp_path / "net.onnx")
    line = inspect.getsourcelines(Bessel)[1] + 2
    assert "bessel_j0, in layer 1, at " in str(caught.value) and str(caught.value).endswith(f"{__file__}:{line}")
    assert not list(tmp_path.iterdir())


def test_a_branch_by_value_is_told_with_its_line(tmp_path: Path) -> None:
    """The line of the branch, in the user's file."""

    class Branch(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x + 1 if x.sum() > 0 else x

    with pytest.raises(ConvscopeError, match="data-dependent") as caught:
        ship.onnx(Model(Branch(), InputContract(1, 2, 2), (), "net"), tmp_path / "net.onnx")
    assert f"{__file__}:{inspect.getsourcelines(Branch)[1] + 2}" in str(caught.value)


def test_the_file_knows_its_layers_and_not_its_makers_folders(tmp_path: Path) -> None:
    """Each node has the path of the module that it comes from; no stack trace travels along."""
    ship.onnx(load("lenet5"), tmp_path / "net.onnx")
    assert str(Path(ship.__file__).parent).encode() not in (tmp_path / "net.onnx").read_bytes()
    proto = onnx.load(tmp_path / "net.onnx")
    layers = {
        node.op_type: [entry.value for entry in node.metadata_props if entry.key == LAYER] for node in proto.graph.node
    }
    assert layers["Gemm"] == ["fc3"] and layers["Conv"] == ["conv2"] and layers["Cast"] == []


def test_an_answer_that_is_no_tensor_is_told(tmp_path: Path, wired: Callable[..., nn.Module]) -> None:
    """A word beside the scores; a dictionary of nothing."""
    module = wired(lambda net, x: (net.fc(x.flatten(1)), "cat"), fc=nn.Linear(4, 4))
    with pytest.raises(ConvscopeError, match="net cannot be shipped: it answers with a str"):
        ship.onnx(Model(module, InputContract(1, 2, 2), (), "net"), tmp_path / "net.onnx")
    assert not list(tmp_path.iterdir())
    with pytest.raises(ConvscopeError, match="no tensor at all"):
        named_answers({})


def test_answers_have_names() -> None:
    """One is scores; of a tuple they are numbered."""
    one = torch.zeros(1)
    assert list(named_answers(one)) == ["scores"]
    assert list(named_answers((one, one))) == ["scores_0", "scores_1"]
