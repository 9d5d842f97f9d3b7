"""bottleneck-would-pay: the lecture's 28 × 28 × 256 by 5×5, and what a 1×1 first makes of it."""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding, Settings, check
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_the_lectures_numbers(find: Find, line_of: LineOf) -> None:
    """160,563,200 MACs; by way of 64 channels 52,985,856, by way of 16 13,246,464."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(256, 32, 5, padding=2),  # planted
        )
    (finding,) = find(module, (256, 28, 28))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    assert finding.message == (
        "5×5 from 256 to 32 channels: 160,563,200 MACs; by a 1×1 first to 64: 52,985,856 (-67%), 16: 13,246,464 (-92%)"
    )
    assert finding.fix == "nn.Conv2d(256, 16, 1), an activation, then 5×5 from 16"


def test_the_offers_cost_what_it_says(find: Find) -> None:
    """Traced, the network with the bottleneck has the MACs that were offered, strides counted."""
    (finding,) = find(nn.Conv2d(128, 96, 3, stride=2), (128, 15, 15))
    offered = nn.Sequential(nn.Conv2d(128, 32, 1), nn.Conv2d(32, 96, 3, stride=2))
    assert f"32: {check(offered, (128, 15, 15)).network.macs:,} " in finding.message


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(128, 128, 3)), (128, 9, 9))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_where_it_does_not_pay_nothing_is_offered(find: Find) -> None:
    """Few channels, a 1×1, groups: silent; and never unless asked for advice."""
    assert find(nn.Conv2d(64, 64, 3), (64, 9, 9)) == []
    assert find(nn.Conv2d(256, 256, 1), (256, 9, 9)) == []
    assert find(nn.Conv2d(256, 256, 3, groups=256), (256, 9, 9)) == []
    wide = nn.Conv2d(256, 32, 5, padding=2)
    assert check(wide, (256, 28, 28)).findings == ()
    names = [finding.name for finding in check(wide, (256, 28, 28), settings=Settings(advise=True)).findings]
    assert names == ["bottleneck-would-pay", "separable-would-pay", "large-kernel"]
