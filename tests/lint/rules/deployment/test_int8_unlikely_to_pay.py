"""int8-unlikely-to-pay: networks too small for it."""

from collections.abc import Callable
from typing import Any

import pytest
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding, Settings, check
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_small_network_is_found_at_its_costliest_layer(find: Find, line_of: LineOf) -> None:
    """Below a million MACs, laid to the layer with the most."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(1, 2, 3),
            nn.Conv2d(2, 8, 3),  # planted
        )
    (finding,) = find(module, (1, 12, 12))
    assert (finding.layer, finding.severity, finding.line) == ("1", "hint", line_of("# planted"))
    assert finding.message.startswith("the network has 11,016 MACs")


def test_a_small_network_of_functions_is_found(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 8, 8))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


@pytest.mark.parametrize(("target", "found"), [(None, 0), ("int8", 1), ("microcontroller", 0)])
def test_only_for_int8_on_processors(target: Any, found: int) -> None:
    """A microcontroller is never refused its int8."""
    report = check(nn.Conv2d(1, 2, 3), (1, 8, 8), settings=Settings(deploy_for=target))
    assert [finding.name for finding in report.findings] == ["int8-unlikely-to-pay"] * found


def test_larger_networks_are_sound(find: Find) -> None:
    """ResNet-18 has 1.8 billion: silent."""
    assert find(models.resnet18(), (3, 224, 224)) == []
