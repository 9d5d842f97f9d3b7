"""corners-aligned: resizes whose step depends on the size."""

from collections.abc import Callable
from typing import Any

import pytest
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites
from convscope.network.changes import Argument

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """16 to 32 steps by 15/31; the change is one argument."""
    with record_sites():
        module = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("0", "warning", line_of("# planted"))
    assert "a step of 15/31 positions, 0.4839 and no 0.5" in finding.message
    assert finding.changes == (Argument("0", "align_corners", False),)


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.interpolate(x, size=(9, 16), mode="bilinear", align_corners=True)  # functional

    (finding,) = find(wired(wiring), (3, 16, 16))
    assert (finding.layer, finding.line) == ("interpolate", line_of("# functional"))


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_other_resizes_are_sound(find: Find, mode: str) -> None:
    """Silent without aligned corners, and where the size stays."""
    assert find(nn.Upsample(scale_factor=2, mode=mode), (3, 16, 16)) == []
    assert find(nn.Upsample(size=16, mode="bilinear", align_corners=True), (3, 16, 16)) == []
