"""uneven-adaptive-max-pool: what cannot be exported to ONNX."""

from collections.abc import Callable
from typing import Any

import pytest
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding, check
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """7 to 3: an error, for ONNX alone."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 1),
            nn.AdaptiveMaxPool2d(3),  # planted
        )
    (finding,) = find(module, (3, 7, 7))
    assert (finding.layer, finding.severity, finding.line) == ("1", "error", line_of("# planted"))
    assert finding.message == "7×7 to 3×3: windows of several sizes, which ONNX's MaxPool does not have"
    assert check(module, (3, 7, 7)).findings == ()


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.adaptive_max_pool2d(x, 5)  # functional

    (finding,) = find(wired(wiring), (3, 8, 8))
    assert (finding.layer, finding.line) == ("adaptive_max_pool2d", line_of("# functional"))


@pytest.mark.parametrize("pool", [nn.AdaptiveMaxPool2d(1), nn.AdaptiveMaxPool2d(7), nn.AdaptiveAvgPool2d(3)])
def test_pools_that_divide_and_averages_are_sound(find: Find, pool: nn.Module) -> None:
    """These export: silent."""
    assert find(pool, (3, 7, 7)) == []
