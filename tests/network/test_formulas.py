"""What a layer costs, as a formula."""

import re
from collections.abc import Callable
from math import prod

import pytest
import torch.nn.functional as F
from torch import nn

from convscope.models import build
from convscope.network import trace
from convscope.network.formulas import macs_formula, parameters_formula


@pytest.mark.parametrize(
    ("module", "shape", "parameters", "macs"),
    [
        (nn.Conv2d(3, 10, 5, padding=2), (3, 32, 32), "10 · (3·5·5 + 1) = 760", "32·32 · 10 · 3·5·5 = 768,000"),
        (nn.Conv2d(3, 1, 5), (3, 9, 9), "1 · (3·5·5 + 1) = 76", "5·5 · 1 · 3·5·5 = 1,875"),
        (nn.Conv2d(4, 8, 3, groups=2, bias=False), (4, 5, 5), "8 · 2·3·3 = 144", "3·3 · 8 · 2·3·3 = 1,296"),
        (nn.ConvTranspose2d(8, 4, 4, 2, 1), (8, 12, 18), "4 · (8·4·4 + 1) = 516", "12·18 · 4 · 8·4·4 = 110,592"),
        (nn.ConvTranspose1d(8, 4, 4, groups=2), (8, 5), "4 · (4·4 + 1) = 68", "5 · 4 · 4·4 = 320"),
        (nn.Conv1d(1, 4, 9), (1, 20), "4 · (1·9 + 1) = 40", "12 · 4 · 1·9 = 432"),
        (nn.Conv3d(1, 4, 3), (1, 4, 4, 4), "4 · (1·3·3·3 + 1) = 112", "2·2·2 · 4 · 1·3·3·3 = 864"),
        (nn.Linear(32, 10), (3, 5, 32), "10 · (32 + 1) = 330", "15 · 10 · 32 = 4,800"),
        (nn.BatchNorm2d(64), (64, 4, 4), "2 · 64 = 128, a scale and a shift a channel", "none"),
        (nn.ReLU(), (3, 4, 4), "none", "none"),
    ],
)  # fmt: skip
def test_by_hand(module: nn.Module, shape: tuple[int, ...], parameters: str, macs: str) -> None:
    """The course's 5·5·3 + 1 = 76 a kernel, 760 for ten, among them (rows 33, 34 of the claims)."""
    (layer,) = trace(module, shape).layers
    assert (parameters_formula(layer), macs_formula(layer)) == (parameters, macs)


@pytest.mark.parametrize("name", ["lenet5", "lenet5-1998", "resnet20", "torchvision:mobilenet_v3_small"])
def test_every_formula_comes_to_what_was_counted(name: str) -> None:
    """Each factor and each sum, of every layer of a network."""
    built = build(name)
    network = trace(built.module, built.shape(None))
    formulas = 0
    for layer in network:
        for said, counted in ((parameters_formula(layer), layer.parameters), (macs_formula(layer), layer.macs)):
            if " = " in said and "," not in said.partition(" = ")[0]:
                left = said.partition(" = ")[0].replace("·", "*")
                assert re.fullmatch(r"[\d *()+]+", left)
                assert eval(left) == counted
                formulas += 1
    assert formulas > 8


def test_where_no_formula_gives_the_number_it_stands_alone(wired: Callable[..., nn.Module]) -> None:
    """Weights that are worked out from fewer, a product of two maps; a module used again counts no parameters."""
    halves = wired(lambda net, x: F.conv2d(x, net.part.weight.repeat(2, 1, 1, 1)), part=nn.Conv2d(1, 2, 3, bias=False))
    (layer,) = trace(halves, (1, 5, 5)).layers
    assert parameters_formula(layer) == "18" and macs_formula(layer) == "3·3 · 4 · 1·3·3 = 324"
    product = trace(wired(lambda net, x: x @ x.mT), (2, 4, 4)).layers[-1]
    assert macs_formula(product) == f"{2 * prod((4, 4, 4))}"
    twice = wired(lambda net, x: net.conv(net.conv(x)), conv=nn.Conv2d(1, 1, 3))
    assert parameters_formula(trace(twice, (1, 9, 9)).layers[1]).startswith("none of its own")
