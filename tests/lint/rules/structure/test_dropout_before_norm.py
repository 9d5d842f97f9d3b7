"""dropout-before-norm: the variance that dropout raises in training only."""

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
    """Dropout, fully connected, batch norm: the dropout is named with its p, though nothing drops in evaluation."""
    with record_sites():
        module = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.2),  # planted
            nn.Linear(16, 10),
            nn.BatchNorm1d(10),
        )
    (finding,) = find(module, (1, 4, 4))
    assert (finding.layer, finding.severity, finding.line) == ("1", "hint", line_of("# planted"))
    assert finding.message == "p = 0.2 raises the variance that 3 learns by up to 1.25, in training only"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = F.dropout(x, 0.5, training=net.training)  # functional
        return net.norm(x)

    (finding,) = find(wired(wiring, norm=nn.BatchNorm2d(1)), (1, 4, 4))
    assert (finding.layer, finding.line) == ("dropout", line_of("# functional"))


def test_the_variance_is_raised_as_much_as_it_says() -> None:
    """Of centred numbers p = 0.2 makes the variance 1.25-fold, in training; in evaluation it is as before."""
    numbers = torch.randn(200_000, generator=torch.Generator().manual_seed(0))
    torch.manual_seed(0)
    assert float(F.dropout(numbers, 0.2).var() / numbers.var()) == pytest.approx(1.25, abs=0.02)


@pytest.mark.parametrize("p", [0.0, 0.5])
def test_dropout_behind_the_last_norm_or_of_nothing_is_sound(find: Find, p: float) -> None:
    """Silent where it comes after, or drops nothing."""
    assert find(nn.Sequential(nn.BatchNorm2d(1), nn.Dropout(p)), (1, 4, 4)) == []
    assert find(nn.Sequential(nn.Dropout(0.0), nn.BatchNorm2d(1)), (1, 4, 4)) == []
