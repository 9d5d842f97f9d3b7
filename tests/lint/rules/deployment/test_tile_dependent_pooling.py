"""tile-dependent-pooling: what gathers the tile instead of the picture."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """A global pool."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 1),
            nn.AdaptiveAvgPool2d(1),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert finding.message == "adaptive_avg_pool2d gathers its map of 8×16×16: on a tile, the tile alone"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """Squeeze-and-excitation's mean, at the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        gate = x.mean((2, 3), keepdim=True)  # functional
        return x * torch.sigmoid(net.fc(gate))

    (finding,) = find(wired(wiring, fc=nn.Conv2d(3, 3, 1)), (3, 16, 16))
    assert (finding.layer, finding.line) == ("mean", line_of("# functional"))


@pytest.mark.parametrize("size", [(3, 3), (4, 4)])
def test_pyramids_are_found(find: Find, size: tuple[int, int]) -> None:
    """Adaptive pools of a few bins take a share of the tile, whether they divide or not."""
    assert len(find(nn.AdaptiveAvgPool2d(size), (3, 16, 16))) == 1


def test_windows_and_means_over_channels_are_sound(find: Find, wired: Wire) -> None:
    """A pool with a kernel, an adaptive one that keeps the size, and a mean of the channels: silent."""
    assert find(nn.AdaptiveAvgPool2d(16), (3, 16, 16)) == []
    assert find(nn.MaxPool2d(2), (3, 16, 16)) == []
    assert find(wired(lambda net, x: x.mean(1, keepdim=True)), (3, 16, 16)) == []
