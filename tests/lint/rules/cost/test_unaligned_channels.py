"""unaligned-channels: channels between multiples of 8, with what rounding up costs."""

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
    """50 channels run as 56: both costs, and the share that is idle; the picture's 3 are left alone."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 50, 3, padding=1),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    assert finding.message == (
        "3→50 channels: 345,600 MACs (100% of all) run as the 387,072 of 3→56 on units of 8, 11% of them idle"
    )
    assert finding.fix == "3→56 channels: 12% more MACs in the same steps"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = net.first(x)
        return F.conv2d(x, net.conv.weight)  # functional

    module = wired(wiring, first=nn.Conv2d(3, 20, 1), conv=nn.Conv2d(20, 64, 3))
    assert [(one.layer, one.line) for one in find(module, (3, 9, 9))][-1] == ("conv2d", line_of("# functional"))


def test_small_layers_groups_and_multiples_are_sound(find: Find) -> None:
    """Multiples of 8, grouped layers, layers below 5 % of the MACs (squeezes): silent."""
    assert find(nn.Sequential(nn.Conv2d(3, 48, 3), nn.Conv2d(48, 80, 3)), (3, 9, 9)) == []
    assert find(nn.Conv2d(12, 12, 3, groups=12), (12, 9, 9)) == []
    assert find(nn.Sequential(nn.Conv2d(8, 64, 5), nn.AdaptiveAvgPool2d(1), nn.Conv2d(64, 10, 1)), (8, 9, 9)) == []
    assert find(models.resnet18(), (3, 224, 224)) == []
