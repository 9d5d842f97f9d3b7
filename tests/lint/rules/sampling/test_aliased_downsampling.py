"""aliased-downsampling: strides over maps that nothing has blurred."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """A max pool of stride 2: periods below 4 alias."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 3),
            nn.MaxPool2d(2),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("1", "hint", line_of("# planted"))
    assert finding.message == (
        "strides by 2×2 over a map of 14×14 that nothing has blurred: periods below 4 positions alias"
    )


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight, stride=2)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 9, 9))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_averages_and_fixed_blurs_are_sound(find: Find, wired: Wire) -> None:
    """An average pool, and a strided convolution with a kernel that is no parameter, are the blur: silent."""
    assert find(nn.Sequential(nn.MaxPool2d(2, stride=1), nn.AvgPool2d(2)), (1, 9, 9)) == []
    blur = torch.ones(1, 1, 3, 3) / 9
    assert find(wired(lambda net, x: F.conv2d(x, blur, stride=2)), (1, 9, 9)) == []


def test_resnet_has_it_wherever_it_strides(find: Find) -> None:
    """ResNet-18: stem, pool, and a 3×3 and a shortcut in each of three stages."""
    assert len(find(models.resnet18(), (3, 224, 224))) == 8
