"""separable-would-pay: 1/c_out + 1/k² of the MACs."""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding, check
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_with_both_costs(find: Find, line_of: LineOf) -> None:
    """A 3×3 from 64 to 128 on 8 × 8: 12 %, as 1/128 + 1/9 is."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(64, 128, 3, padding=1, bias=False),  # planted
        )
    (finding,) = find(module, (64, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    separable = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64, bias=False), nn.Conv2d(64, 128, 1, bias=False))
    offered = check(separable, (64, 8, 8)).network
    assert finding.message == (
        "3×3 from 64 to 128 channels: 4,718,592 MACs, 73,728 weights; "
        f"depthwise and pointwise {offered.macs:,} and {offered.parameters:,} (12%)"
    )


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(16, 8, 3)), (16, 9, 9))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_separable_and_first_layers_are_sound(find: Find) -> None:
    """Depthwise layers, 1×1 and three channels: silent."""
    assert find(nn.Sequential(nn.Conv2d(64, 64, 3, groups=64), nn.Conv2d(64, 128, 1)), (64, 8, 8)) == []
    assert find(nn.Conv2d(3, 64, 3), (3, 8, 8)) == []
