"""What verbs of a model share: options in, a model out."""

from pathlib import Path

import pytest
import torch

from convscope.errors import ConvscopeError, UnknownName
from convscope.models import build
from convscope.verbs import Look, Ship
from convscope.verbs.of_model import numbers

NET = """from torch import nn


class Net(nn.Sequential):
    def __init__(self, width):
        super().__init__(nn.Conv2d(3, width, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 2))
"""


def test_everything_that_can_be_said_reaches_the_model(tmp_path: Path) -> None:
    """A file's network with an argument, weights, names, scaling, size and way of fitting."""
    (tmp_path / "net.py").write_text(NET)
    spelling = f"{tmp_path / 'net.py'}:Net(width=5)"
    trained = build(spelling).module
    torch.save(trained.state_dict(), tmp_path / "w.pt")
    (tmp_path / "names.txt").write_text("cat\ndog\n")
    verb = Ship(
        model=spelling, weights=str(tmp_path / "w.pt"), classes=str(tmp_path / "names.txt"), mean="0.5",
        std="0.2,0.3,0.4", input="3,20,30", resize="letterbox",
    )  # fmt: skip
    model = verb.loaded()
    assert model.classes == ("cat", "dog") and model.trained
    assert model.contract.input_shape == (3, 20, 30) and model.contract.resize == "letterbox"
    assert model.contract.mean == (0.5,) and model.contract.std == (0.2, 0.3, 0.4)
    names = {"load": None}
    exec(f"from convscope import load\nmodel = load({verb.arguments()})", names)  # ours, just written
    assert names["model"].contract == model.contract  # type: ignore[attr-defined]


def test_what_must_be_said_is_asked_for_by_the_options_name(tmp_path: Path) -> None:
    """Input, mean and std, resize."""
    (tmp_path / "net.py").write_text(NET)
    spelling = f"{tmp_path / 'net.py'}:Net(width=5)"
    torch.save(build(spelling).module.state_dict(), tmp_path / "w.pt")
    with pytest.raises(ConvscopeError, match="--input C,H,W"):
        Ship(model=spelling).loaded()
    with pytest.raises(ConvscopeError, match="--mean and --std"):
        Ship(model=spelling, weights=str(tmp_path / "w.pt"), input="3,8,8").loaded()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"size": "0"}, "in 160,240"),
        ({"size": "a"}, "a size of a came"),
        ({"size": "8", "input": "1,8,8"}, "--input and --size both came"),
        ({"mean": "black"}, "--mean black came"),
        ({"resize": "squash"}, "resize mode 'squash' is not known"),
        ({"classes": "cat"}, "there is no file cat"),
    ],
)
def test_what_cannot_be_read_is_told(said: dict[str, str], answer: str) -> None:
    """With how to write it."""
    with pytest.raises((ConvscopeError, UnknownName), match=answer):
        Look(model="lenet5", picture="p.png", **said).loaded()  # type: ignore[arg-type]


def test_a_size_keeps_the_channels() -> None:
    """One number, or height and width."""
    assert Look(model="resnet20", picture="p.png", size="48").loaded().contract.input_shape == (3, 48, 48)
    assert Look(model="resnet20", picture="p.png", size="48x64").loaded().contract.input_shape == (3, 48, 64)


def test_numbers_are_one_or_several() -> None:
    """With commas between."""
    assert numbers("1", "--std") == 1.0 and numbers("1,2", "--std") == (1.0, 2.0) and numbers(None, "--std") is None
