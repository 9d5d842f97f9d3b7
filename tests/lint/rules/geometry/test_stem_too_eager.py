"""stem-too-eager: a stem for large pictures on small ones."""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def net(*stem: nn.Module, convolutions: int = 8) -> nn.Module:
    body = [part for _ in range(convolutions) for part in (nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())]
    return nn.Sequential(*stem, *body)


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """7/2 and a pool on 32 × 32, before eight convolutions: laid to the pool."""
    with record_sites():
        stem = [
            nn.Conv2d(3, 8, 7, 2, 3),
            nn.MaxPool2d(3, 2, 1),  # planted
        ]
    (finding,) = find(net(*stem), (3, 32, 32))
    assert (finding.layer, finding.severity, finding.line) == ("1", "hint", line_of("# planted"))
    assert finding.message == "the 32×32 picture is a map of 8×8 here, before 8 further convolutions"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = F.conv2d(x, net.stem.weight, stride=4)  # functional
        return net.body(x)

    (finding,) = find(wired(wiring, stem=nn.Conv2d(3, 8, 5), body=net()), (3, 64, 64))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_large_pictures_shallow_networks_and_late_strides_are_sound(find: Find) -> None:
    """On 224, before seven convolutions, and where the fourth layer strides: silent."""
    stem = [nn.Conv2d(3, 8, 7, 2, 3), nn.MaxPool2d(3, 2, 1)]
    assert find(net(*stem), (3, 224, 224)) == []
    assert find(net(*stem, convolutions=7), (3, 32, 32)) == []
    patient = [nn.Conv2d(3, 8, 3, 1, 1), nn.Conv2d(8, 8, 3, 1, 1), nn.MaxPool2d(2), nn.MaxPool2d(2)]
    assert find(net(*patient), (3, 32, 32)) == []


def test_resnet18_on_cifar_is_found(find: Find) -> None:
    """torchvision's ResNet-18 on 32 × 32: its max pool."""
    assert [finding.layer for finding in find(models.resnet18(), (3, 32, 32))] == ["maxpool"]
