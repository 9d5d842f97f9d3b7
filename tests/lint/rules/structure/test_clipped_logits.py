"""clipped-logits: a ReLU on what a classifier returns."""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """A ReLU behind the last fully connected layer."""
    with record_sites():
        module = nn.Sequential(
            nn.Flatten(),
            nn.Linear(16, 10),
            nn.ReLU(),  # planted
        )
    (finding,) = find(module, (1, 4, 4))
    assert (finding.layer, finding.severity, finding.line) == ("2", "hint", line_of("# planted"))
    assert finding.message == "the 10 answers of 1 lose all that is negative, and its gradient"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call, behind a convolution that was flattened."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.relu(net.conv(x).flatten(1))  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 3, 4)), (1, 4, 4))
    assert (finding.layer, finding.line) == ("relu", line_of("# functional"))


def test_squeezenet_and_hidden_layers_are_sound(find: Find) -> None:
    """A ReLU before a pool (SqueezeNet's head), before another layer, or on a map that is returned: silent."""
    assert find(models.squeezenet1_1(), (3, 64, 64)) == []
    assert find(nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 3)), (1, 4, 4)) == []
    assert find(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), (1, 4, 4)) == []
