"""many-groups: convolutions in 32 groups and more."""

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


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """128 channels in 32 groups of 4."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(128, 128, 3, padding=1, groups=32),  # planted
        )
    (finding,) = find(module, (128, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    assert finding.message == "32 groups of 4→4 channels, 294,912 MACs"
    assert "about 23 channels" in finding.fix


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight, groups=64)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(128, 64, 3, groups=64)), (128, 8, 8))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_depthwise_and_few_groups_are_sound(find: Find) -> None:
    """Depthwise layers and 4 groups: silent; ResNeXt-50 has 16 of them."""
    assert find(nn.Conv2d(64, 64, 3, groups=64), (64, 8, 8)) == []
    assert find(nn.Conv2d(64, 64, 3, groups=4), (64, 8, 8)) == []
    assert len(find(models.resnext50_32x4d(), (3, 64, 64))) == 16
