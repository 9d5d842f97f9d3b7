"""resize-to-a-size: resizes that mean another factor on a tile."""

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
    """8 × 8 to 16 × 16 by numbers is a factor of 2 here."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1),
            nn.Upsample(size=16),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert finding.message == "8×8 to 16×16 by size: a factor of 2×2 here, and another on a tile"
    assert finding.fix == "scale_factor=2"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.interpolate(x, size=(24, 16))  # functional

    (finding,) = find(wired(wiring), (3, 16, 16))
    assert (finding.layer, finding.line) == ("interpolate", line_of("# functional"))


def test_factors_and_sizes_that_stay_are_sound(find: Find) -> None:
    """Silent by factor, and where nothing changes."""
    assert find(nn.Upsample(scale_factor=2), (3, 16, 16)) == []
    assert find(nn.Upsample(size=16), (3, 16, 16)) == []
