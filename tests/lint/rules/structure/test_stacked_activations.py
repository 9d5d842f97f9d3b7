"""stacked-activations: an activation of an activation."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """ReLU, dropout, ReLU: the second changes nothing."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 3),
            nn.ReLU(),
            nn.Dropout(),
            nn.ReLU(),  # planted
        )
    (finding,) = find(module, (3, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("3", "warning", line_of("# planted"))
    assert finding.message == "relu of relu (1): the second changes nothing"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """A sigmoid of a ReLU, at the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return torch.sigmoid(F.relu(net.conv(x)))  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 8, 8))
    assert (finding.layer, finding.line) == ("sigmoid", line_of("# functional"))
    assert finding.message == "sigmoid of relu (relu): it sees only what relu lets through"


def test_weights_between_or_another_reader_are_sound(find: Find, wired: Wire) -> None:
    """With a layer between, or where a gate multiplies by it (SiLU by hand): silent."""
    assert find(nn.Sequential(nn.ReLU(), nn.Conv2d(1, 2, 1), nn.ReLU()), (1, 4, 4)) == []
    assert find(wired(lambda net, x: (y := x.relu()) * torch.sigmoid(y)), (1, 4, 4)) == []
