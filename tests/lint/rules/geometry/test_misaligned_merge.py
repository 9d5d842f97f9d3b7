"""misaligned-merge: branches that look at different places."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_line(find: Find, line_of: LineOf, wired: Wire) -> None:
    """Padding on one side only moves a branch by one pixel; it is laid to the addition."""

    def wiring(net: Any, x: Tensor) -> Any:
        return x + net.conv(F.pad(x, (0, 2, 0, 2)))  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("add", "warning", line_of("# functional"))
    assert finding.message == "rows of the input and conv look at places 1 pixels of the picture apart, 1 of a unit"


@pytest.mark.parametrize(("kernel", "found"), [(2, 0), (3, 1), (4, 1)])
def test_more_than_half_a_unit_is_found(find: Find, wired: Wire, kernel: int, found: int) -> None:
    """A kernel that pads before only, beside a 1×1: half a unit of an even kernel is common and let pass."""
    module = wired(
        lambda net, x: torch.cat([net.one(x), net.two(F.pad(x, (kernel - 1, 0, kernel - 1, 0)))], dim=1),
        one=nn.Conv2d(1, 1, 1),
        two=nn.Conv2d(1, 1, kernel),
    )
    findings = find(module, (1, 8, 8))
    assert [finding.layer for finding in findings] == ["cat"] * found
    apart = f"{(kernel - 1) / 2:g}"
    said = f"one and two look at places {apart} pixels of the picture apart, {apart} of a unit"
    assert all(said in finding.message for finding in findings)


def test_another_stride_is_found(find: Find, wired: Wire) -> None:
    """A crop of 4 × 4 added to a pool of 8 × 8: the units are 1 and 2 pixels."""
    module = wired(lambda net, x: x[:, :, :4, :4] + F.max_pool2d(x, 2))
    (finding,) = find(module, (1, 8, 8))
    assert "is 1 pixels of the picture, of max_pool2d 2" in finding.message


def test_residual_networks_are_sound(find: Find, wired: Wire) -> None:
    """Odd kernels with even padding agree; a pooled shortcut a quarter of a unit off (ResNet-D) is let pass."""
    parts = {"conv": nn.Conv2d(1, 1, 3, 2, 1), "short": nn.Conv2d(1, 1, 1, 2)}
    assert find(wired(lambda net, x: net.conv(x) + net.short(x), **parts), (1, 8, 8)) == []
    assert find(wired(lambda net, x: net.conv(x) + F.avg_pool2d(x, 2), conv=parts["conv"]), (1, 8, 8)) == []
    assert find(models.resnet18(), (3, 64, 64)) == []


def test_numbers_spread_over_a_map_have_no_place(find: Find, wired: Wire) -> None:
    """Squeeze-and-excitation multiplies by one number a channel: silent."""
    module = wired(lambda net, x: x * torch.sigmoid(net.conv(F.adaptive_avg_pool2d(x, 1))), conv=nn.Conv2d(2, 2, 1))
    assert find(module, (2, 8, 8)) == []
