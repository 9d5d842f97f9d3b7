"""wasted-bias: a bias that batch norm takes away again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding, check
from convscope.network import record_sites
from convscope.network.changes import Argument

Wire = Callable[..., nn.Module]


def found(module: nn.Module, shape: tuple[int, ...]) -> list[Finding]:
    return [finding for finding in check(module, shape).findings if finding.name == "wasted-bias"]


def line_of(marker: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.endswith(marker))


def test_a_planted_fault_is_found_at_its_layer_and_line() -> None:
    """A biased convolution before batch norm: its layer, its line, and the 64 parameters it wastes."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 64, 3),  # planted
            nn.BatchNorm2d(64),
        )
    (finding,) = found(module, (3, 8, 8))
    assert (finding.layer, finding.severity) == ("0", "hint")
    assert (finding.file, finding.line) == (__file__, line_of("# planted"))
    assert finding.message == "1 subtracts its 64 biases again with the mean"
    assert finding.fix == "bias=False: 64 parameters fewer, the same network"
    assert finding.changes == (Argument("0", "bias", False),)


def test_a_planted_fault_is_found_in_functional_code(wired: Wire) -> None:
    """The same written with functions is found at the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = F.conv2d(x, net.conv.weight, net.conv.bias)  # functional
        return F.batch_norm(x, net.norm.running_mean, net.norm.running_var)

    (finding,) = found(wired(wiring, conv=nn.Conv2d(1, 4, 3), norm=nn.BatchNorm2d(4)), (1, 8, 8))
    assert (finding.layer, finding.file, finding.line) == ("conv2d", __file__, line_of("# functional"))


@pytest.mark.parametrize(
    ("layer", "norm", "shape"),
    [
        (nn.Linear(6, 5), nn.BatchNorm1d(5), (6, 1)),
        (nn.ConvTranspose2d(1, 5, 2), nn.BatchNorm2d(5), (1, 4, 4)),
        (nn.Conv1d(1, 5, 2), nn.BatchNorm1d(5), (1, 4)),
    ],
)
def test_every_kind_of_biased_layer_is_found(layer: nn.Module, norm: nn.Module, shape: tuple[int, ...]) -> None:
    """Fully connected, transposed and 1-D layers before batch norm are found as well, with their 5 biases."""
    start = nn.Flatten() if isinstance(layer, nn.Linear) else nn.ReLU()
    (finding,) = found(nn.Sequential(start, layer, norm), shape)
    assert (finding.layer, finding.message) == ("1", "2 subtracts its 5 biases again with the mean")


def test_the_fix_makes_it_go_away_and_changes_nothing_in_training() -> None:
    """bias=False is silent, and in training the output is the same with the bias as without."""
    torch.manual_seed(0)
    biased, bare = nn.Conv2d(1, 4, 3), nn.Conv2d(1, 4, 3, bias=False)
    bare.weight = biased.weight
    images = torch.rand(2, 1, 8, 8)
    with_bias, without = nn.Sequential(biased, nn.BatchNorm2d(4)), nn.Sequential(bare, nn.BatchNorm2d(4))
    assert found(without, (1, 8, 8)) == []
    torch.testing.assert_close(with_bias(images), without(images), atol=1e-4, rtol=1e-4)


def test_a_bias_that_something_else_reads_is_no_waste(wired: Wire) -> None:
    """Where a ReLU stands between, or a skip reads the convolution too, the bias has its effect: silent."""
    parts = {"conv": nn.Conv2d(1, 1, 3), "norm": nn.BatchNorm2d(1)}
    assert found(nn.Sequential(parts["conv"], nn.ReLU(), parts["norm"]), (1, 8, 8)) == []

    def wiring(net: Any, x: Tensor) -> Any:
        maps = net.conv(x)
        return net.norm(maps) + maps

    assert found(wired(wiring, **parts), (1, 8, 8)) == []


@pytest.mark.parametrize("norm", [nn.GroupNorm(2, 4), nn.InstanceNorm2d(4)])
def test_other_norms_are_not_spoken_of(norm: nn.Module) -> None:
    """The rule is of batch norm; what other norms do to a bias is not claimed."""
    assert found(nn.Sequential(nn.Conv2d(1, 4, 3), norm), (1, 8, 8)) == []


def test_vgg16_bn_wastes_thirteen_in_one_group() -> None:
    """VGG-16 with batch norm has 13 wasted biases, gathered in one group; its fully connected layers are silent."""
    report = check(models.vgg16_bn(init_weights=False), (3, 32, 32))
    assert {finding.name: len(group) for group in report.groups() for finding in group}["wasted-bias"] == 13
