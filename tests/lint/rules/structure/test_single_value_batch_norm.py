"""single-value-batch-norm: training with one picture on maps of one position."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding, Settings, check
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def net() -> nn.Module:
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(1, 4, 1, bias=False), nn.BatchNorm2d(4))


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """Behind a global pool, as PyTorch says in training."""
    with record_sites():
        module = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.BatchNorm2d(4),  # planted
        )
    (finding,) = find(module, (4, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("1", "error", line_of("# planted"))
    assert finding.message == (
        "a batch of 1 leaves each of its 4 channels one value (a map of 1×1): training raises an error"
    )
    with pytest.raises(ValueError, match="Expected more than 1 value per channel when training"):
        module(torch.rand(1, 4, 8, 8))


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call, on a vector."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = net.fc(x.flatten(1))
        return F.batch_norm(x, net.norm.running_mean, net.norm.running_var)  # functional

    (finding,) = find(wired(wiring, fc=nn.Linear(4, 3), norm=nn.BatchNorm1d(3)), (1, 2, 2))
    assert (finding.layer, finding.line) == ("batch_norm", line_of("# functional"))


@pytest.mark.parametrize(("batch", "found"), [(None, 0), (1, 1), (2, 0)])
def test_it_speaks_where_the_batch_is_one(batch: int | None, found: int) -> None:
    """Unasked and with two pictures it is silent."""
    assert len(check(net(), (1, 8, 8), settings=Settings(batch=batch)).findings) == found


def test_a_map_of_two_positions_is_sound(find: Find) -> None:
    """Two values have a variance: silent."""
    assert find(nn.BatchNorm2d(1), (1, 1, 2)) == []
