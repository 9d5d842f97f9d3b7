"""activation-without-int8: activations with an exponential."""

from collections.abc import Callable
from typing import Any

import pytest
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """SiLU on 8 × 14 × 14."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 3),
            nn.SiLU(),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("1", "hint", line_of("# planted"))
    assert finding.message == "silu of 1,568 numbers needs an exponential each, outside int8"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.gelu(x)  # functional

    (finding,) = find(wired(wiring), (3, 16, 16))
    assert (finding.layer, finding.line) == ("gelu", line_of("# functional"))


@pytest.mark.parametrize("activation", [nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(), nn.Hardswish(), nn.Hardsigmoid()])
def test_activations_that_compare_are_sound(find: Find, activation: nn.Module) -> None:
    """Silent; so is a sigmoid on one position, a gate's."""
    assert find(activation, (3, 16, 16)) == []
    assert find(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Sigmoid()), (3, 16, 16)) == []
