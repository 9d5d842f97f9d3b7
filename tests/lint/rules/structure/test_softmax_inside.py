"""softmax-inside: classifiers that answer probabilities."""

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
    """Ten classes: cross entropy on probabilities cannot fall below log(1 + 9/e) = 1.46."""
    with record_sites():
        module = nn.Sequential(
            nn.Flatten(),
            nn.Linear(16, 10),
            nn.Softmax(dim=1),  # planted
        )
    (finding,) = find(module, (1, 4, 4))
    assert (finding.layer, finding.severity, finding.line) == ("2", "hint", line_of("# planted"))
    assert "cannot fall below 1.46" in finding.message
    perfect = torch.eye(10)
    assert f"{F.cross_entropy(perfect, torch.arange(10)):.2f}" == "1.46"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.softmax(net.fc(x.flatten(1)), dim=1)  # functional

    (finding,) = find(wired(wiring, fc=nn.Linear(16, 3)), (1, 4, 4))
    assert (finding.layer, finding.line) == ("softmax", line_of("# functional"))


def test_logits_log_softmax_and_attention_are_sound(find: Find, wired: Wire) -> None:
    """Silent where the softmax is inside, is a log-softmax, or is of a map."""
    assert find(nn.Sequential(nn.Flatten(), nn.Linear(16, 3), nn.LogSoftmax(dim=1)), (1, 4, 4)) == []
    assert find(wired(lambda net, x: net.fc(F.softmax(x.flatten(1), 1)), fc=nn.Linear(16, 3)), (1, 4, 4)) == []
    assert find(nn.Softmax(dim=1), (3, 4, 4)) == []
