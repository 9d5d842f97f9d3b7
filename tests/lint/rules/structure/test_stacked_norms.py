"""stacked-norms: a norm of a norm."""

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
    """Batch norm, dropout, group norm: the first's scale and shift are lost."""
    with record_sites():
        module = nn.Sequential(
            nn.BatchNorm2d(4),
            nn.Dropout(),
            nn.GroupNorm(2, 4),  # planted
        )
    (finding,) = find(module, (4, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("2", "hint", line_of("# planted"))
    assert finding.message.startswith("normalises what 0 has normalised: the first's 8 parameters")


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the second."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.layer_norm(F.group_norm(x, 2), x.shape[1:])  # functional

    (finding,) = find(wired(wiring), (4, 8, 8))
    assert (finding.layer, finding.line) == ("layer_norm", line_of("# functional"))


def test_something_between_is_sound(find: Find, wired: Wire) -> None:
    """With an activation, an addition or another reader between: silent."""
    assert find(nn.Sequential(nn.BatchNorm2d(4), nn.ReLU(), nn.BatchNorm2d(4)), (4, 8, 8)) == []
    parts = {"one": nn.BatchNorm2d(4), "two": nn.BatchNorm2d(4)}
    assert find(wired(lambda net, x: net.two(net.one(x) + x), **parts), (4, 8, 8)) == []
