"""norm-of-too-few: norms that leave a sign, or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """Four groups of eight channels behind a global pool: two numbers each, of which a sign is left."""
    with record_sites():
        norm = nn.GroupNorm(4, 8, affine=False)  # planted
    (finding,) = find(nn.Sequential(nn.AdaptiveAvgPool2d(1), norm), (8, 4, 4))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert finding.message == "takes 2 numbers together: what is left of them is a sign"
    apart = torch.randperm(24).view(3, 8, 1, 1).float()  # no two so close that eps, which keeps them from ±1, shows
    assert set(norm(apart).round(decimals=2).flatten().tolist()) == {-1.0, 1.0}


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """A layer norm over one number, at the line of the call: it answers 0 to everything."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.layer_norm(x.mean((1, 2, 3)).unsqueeze(1), (1,))  # functional

    module = wired(wiring)
    (finding,) = find(module, (1, 4, 4))
    assert finding.line == line_of("# functional")
    assert finding.message == "takes 1 number together: what is left of them is 0, whatever comes in"
    assert module(torch.rand(1, 1, 4, 4)).item() == 0


@pytest.mark.parametrize("norm", [nn.GroupNorm(2, 8), nn.LayerNorm(3), nn.InstanceNorm2d(8), nn.BatchNorm2d(8)])
def test_norms_of_more_are_sound(find: Find, norm: nn.Module) -> None:
    """Four numbers a group, three in a row, a map of 3 × 3, or kept statistics: silent."""
    assert find(norm, (8, 3, 3)) == []
