"""lopsided-pointwise: 1×1 convolutions with many channels on one side."""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """16 → 144 on 10 × 10: 16,000 numbers on the maps and 2,304 weights; 48 on both sides would move fewer."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(16, 144, 1),  # planted
        )
    (finding,) = find(module, (16, 10, 10))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    assert finding.message == (
        "16→144 channels, 1 : 9: 18,304 numbers read and written for 230,400 MACs; with equal channels 11,904"
    )
    assert finding.fix == "about 48 channels on both sides, or several steps of 1 : 4 at most"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(50, 10, 1)), (50, 9, 9))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_up_to_four_wide_kernels_and_squeezes_are_sound(find: Find) -> None:
    """1 : 4, a 3×3, and a 1×1 on one position: silent."""
    assert find(nn.Conv2d(16, 64, 1), (16, 8, 8)) == []
    assert find(nn.Conv2d(16, 160, 3), (16, 8, 8)) == []
    assert find(nn.Conv2d(16, 160, 1), (16, 1, 1)) == []
