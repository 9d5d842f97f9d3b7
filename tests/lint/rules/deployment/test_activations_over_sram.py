"""activations-over-sram: more alive at once than a microcontroller has."""

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
    """32 × 128 × 128 numbers, with the picture still there, are more than 320 kB."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1),  # planted
            nn.AdaptiveAvgPool2d(1),
        )
    (finding,) = find(module, (3, 128, 128))
    assert (finding.layer, finding.severity, finding.line) == ("0", "warning", line_of("# planted"))
    assert finding.message.startswith(f"{35 * 128 * 128:,} bytes of int8 activations are alive at once here")


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.interpolate(x, scale_factor=4)  # functional

    (finding,) = find(wired(wiring), (3, 128, 128))
    assert (finding.layer, finding.line) == ("interpolate", line_of("# functional"))


def test_small_maps_are_sound(find: Find) -> None:
    """Silent."""
    assert find(nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU()), (3, 128, 128)) == []
