"""Spellings, of whatever kind."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from convscope.errors import ConvscopeError, UnknownName
from convscope.models import Built, build

Refusal = Callable[..., str]
Count = Callable[[Built], int]


def test_the_zoo_by_name() -> None:
    """lenet5 is LeNet-5, made for 1 × 32 × 32."""
    built = build("lenet5")
    assert (built.spelling, type(built.module).__name__, built.input_shape) == ("lenet5", "LeNet5", (1, 32, 32))


@pytest.mark.parametrize(
    ("spelling", "answer"),
    [
        ("lenet6", "model 'lenet6' is not known; did you mean 'lenet5'?"),
        ("torchvision:resnet19", "torchvision model 'resnet19' is not known; did you mean 'resnet"),
        ("zzzz", "model 'zzzz' is not known; zoo: linear, lenet5"),
        ("nowhere:resnet18", "model 'nowhere:resnet18' is not known"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(spelling: str, answer: str, refusal: Refusal) -> None:
    """A name nobody knows is answered with the nearest known one, else with what can be spelled."""
    assert refusal(spelling, UnknownName).startswith(answer)


def test_an_input_that_nobody_said(file: Path) -> None:
    """Where the class does not say its input, asking for it is answered with how to say it; an asked one is taken."""
    built = build(f"{file}:Other")
    assert built.input_shape is None
    assert built.shape((1, 9, 9)) == (1, 9, 9)
    with pytest.raises(ConvscopeError, match="say it with --input C,H,W, or give the class input_shape"):
        built.shape(None)


def test_an_asked_input_comes_before_the_networks_own(file: Path) -> None:
    """The input asked for is taken, else the network's own."""
    built = build(f"{file}:Net")
    assert (built.shape((1, 20, 30)), built.shape(None)) == ((1, 20, 30), (1, 8, 8))


def test_a_file_without_a_name(file: Path, refusal: Refusal) -> None:
    """A file alone names no network, and is answered with how to name one."""
    assert refusal(str(file), ConvscopeError) == f"{file} names a file and no network in it; say which: {file}:Net"


@pytest.mark.parametrize("spelling", ["lenet5", "linear", "torchvision:resnet18"])
def test_another_number_of_classes(spelling: str) -> None:
    """A network of the zoo's or torchvision's gives as many scores as the classes asked for."""
    built = build(spelling, classes=3)
    with torch.no_grad():
        assert built.module.eval()(torch.zeros(1, *built.shape(None))).shape == (1, 3)


def test_a_files_network_keeps_its_classes(file: Path, out_channels: Count) -> None:
    """A file's network is taken as it is, whatever the number of classes asked for."""
    assert out_channels(build(f"{file}:Net", classes=3)) == 2


def test_arguments_that_nobody_takes_are_told(file: Path, refusal: Refusal) -> None:
    """By a class of the user's, a module that stands there, the zoo, torchvision and timm."""
    assert "unexpected keyword argument 'depth'" in refusal(f"{file}:Net(depth=3)")
    assert "is a module already" in refusal(f"{file}:ready(width=3)", ConvscopeError)
    for spelling in ("lenet5(depth=3)", "torchvision:resnet18(depth=3)"):
        assert f"{spelling} could not be constructed: TypeError" in refusal(spelling)
    told = refusal("torchvision:resnet18(weights='DEFAULT')", ConvscopeError)
    assert "torchvision:resnet18 --weights DEFAULT" in told
    assert "has an argument without a name" in refusal("torchvision:resnet18(10)", ConvscopeError)


def test_a_zoo_network_of_other_channels_is_made_for_them() -> None:
    """``lenet5(channels=3)`` takes pictures in colour, and says so."""
    assert build("lenet5(channels=3)").input_shape == (3, 32, 32)
    assert build("linear(channels=1)").input_shape == (1, 32, 32)
