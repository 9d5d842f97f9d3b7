"""pointwise-after-upsampling: a 1×1 and a resize commute."""

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


def test_a_planted_fault_is_found_with_both_costs(find: Find, line_of: LineOf) -> None:
    """On 16 × 16 behind a doubling: 65,536 MACs, or 16,384 before it."""
    with record_sites():
        module = nn.Sequential(
            nn.Upsample(scale_factor=2),
            nn.Conv2d(16, 16, 1),  # planted
        )
    (finding,) = find(module, (16, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("1", "hint", line_of("# planted"))
    assert finding.message == "65,536 MACs on 16×16, which 0 made of 8×8: 16,384 before it, and the same answer"


@pytest.mark.parametrize("mode", ["nearest", "bilinear", "bicubic"])
def test_the_answer_is_the_same(find: Find, mode: str) -> None:
    """Either order gives the same numbers, up to rounding; convolved first it is silent."""
    conv, up = nn.Conv2d(3, 5, 1), nn.Upsample(scale_factor=2, mode=mode)
    images = torch.rand(2, 3, 8, 8)
    torch.testing.assert_close(conv(up(images)), up(conv(images)), atol=1e-5, rtol=1e-4)
    assert len(find(nn.Sequential(up, conv), (3, 8, 8))) == 1
    assert find(nn.Sequential(conv, up), (3, 8, 8)) == []


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = F.interpolate(x, size=(20, 20))
        return F.conv2d(x, net.conv.weight)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(4, 2, 1)), (4, 8, 8))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_making_smaller_and_wider_kernels_are_sound(find: Find, wired: Wire) -> None:
    """A resize to fewer places, a 3×3, and a map that something else reads too: silent."""
    assert find(nn.Sequential(nn.Upsample(scale_factor=0.5), nn.Conv2d(3, 5, 1)), (3, 8, 8)) == []
    assert find(nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(3, 5, 3)), (3, 8, 8)) == []
    both = wired(lambda net, x: net.conv(y := F.interpolate(x, scale_factor=2)) + y, conv=nn.Conv2d(3, 3, 1))
    assert find(both, (3, 8, 8)) == []
