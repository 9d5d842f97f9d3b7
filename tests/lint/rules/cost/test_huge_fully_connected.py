"""huge-fully-connected: the flattened map that outweighs the network."""

from collections.abc import Callable
from typing import Any

import pytest
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """64 × 16 × 16 into 100: 1,638,500 parameters, behind a global pool 6,500."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 64, 3, padding=1),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(64 * 256, 100),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("3", "hint", line_of("# planted"))
    assert finding.message == (
        "16384→100 on a map of 64×16×16: 1,638,500 of 1,640,292 parameters (100%); behind a global average pool 6,500"
    )
    assert sum(weight.numel() for weight in nn.Linear(64, 100).parameters()) == 6500


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = net.conv(x)
        return F.linear(x.view(1, -1), net.fc.weight)  # functional

    parts = {"conv": nn.Conv2d(1, 64, 3, padding=1), "fc": nn.Linear(64 * 256, 100)}
    (finding,) = find(wired(wiring, **parts), (1, 16, 16))
    assert (finding.layer, finding.line) == ("linear", line_of("# functional"))


@pytest.mark.parametrize(("build", "share"), [(models.alexnet, "62%"), (models.vgg16, "74%")])
def test_alexnet_and_vgg(find: Find, build: Callable[[], nn.Module], share: str) -> None:
    """Their first fully connected layer has 62 % and 74 % of the parameters."""
    (finding,) = find(build(), (3, 224, 224))
    assert f"({share})" in finding.message


def test_small_ones_and_pooled_ones_are_sound(find: Find) -> None:
    """LeNet-5's is 78 % and fine; ResNet's takes one position: silent."""
    lenet = nn.Sequential(nn.Conv2d(1, 16, 5), nn.MaxPool2d(4), nn.Flatten(), nn.Linear(16 * 49, 120))
    assert find(lenet, (1, 32, 32)) == []
    assert find(models.resnet18(), (3, 224, 224)) == []
