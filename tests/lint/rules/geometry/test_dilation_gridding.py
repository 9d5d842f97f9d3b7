"""dilation-gridding: runs of dilated layers whose exact set has holes."""

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


def chain(*rates: int) -> nn.Module:
    return nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=rate, dilation=rate) for rate in rates])


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """Rates 2, 2, 2 with ReLUs between touch 7 of 13; it is laid to the last layer of the run."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(1, 1, 3, stride=2),
            nn.Conv2d(1, 1, 3, dilation=2),
            nn.ReLU(),
            nn.Conv2d(1, 1, 3, dilation=2),
            nn.ReLU(),
            nn.Conv2d(1, 1, 3, dilation=2),  # planted
        )
    (finding,) = find(module, (1, 65, 65))
    assert (finding.layer, finding.severity, finding.line) == ("5", "warning", line_of("# planted"))
    assert finding.message.startswith("rates 2, 2, 2 from 1 on read 7 of the 13 positions")


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call; a skip beside the run adds its one position and fills no hole."""

    def wiring(net: Any, x: Tensor) -> Any:
        y = F.conv2d(x, net.one.weight, padding=2, dilation=2)
        y = F.conv2d(F.relu(y), net.two.weight, padding=2, dilation=2)  # functional
        return x + y

    parts = {"one": nn.Conv2d(1, 1, 3), "two": nn.Conv2d(1, 1, 3)}
    (finding,) = find(wired(wiring, **parts), (1, 32, 32))
    assert (finding.layer, finding.line) == ("conv2d:2", line_of("# functional"))
    assert "read 5 of the 9 positions" in finding.message


@pytest.mark.parametrize("rates", [(1, 2, 5), (1, 2, 2), (2, 2, 1), (1, 2, 4, 8), (2,), (6,), (1, 1)])
def test_rates_that_leave_no_hole_are_sound(find: Find, rates: tuple[int, ...]) -> None:
    """With a layer of rate 1 before or behind, 2, 2 has no holes; one dilated layer alone is never reported."""
    assert find(chain(*rates), (1, 64, 64)) == []


@pytest.mark.parametrize(
    ("rates", "said"), [((1, 2, 9), "21 of the 25"), ((2, 4), "7 of the 13"), ((6, 12, 18), "13 of the 73")]
)
def test_the_set_decides(find: Find, rates: tuple[int, ...], said: str) -> None:
    """What is read and spanned as worked out by hand."""
    (finding,) = find(chain(*rates), (1, 99, 99))
    assert f"read {said} positions" in finding.message


def test_parallel_rates_are_sound(find: Find, wired: Wire) -> None:
    """Branches of different rates that are added stand beside, not behind each other: silent."""
    parts = {f"d{rate}": nn.Conv2d(1, 1, 3, padding=rate, dilation=rate) for rate in (6, 12)}
    assert find(wired(lambda net, x: net.d6(x) + net.d12(x), **parts), (1, 33, 33)) == []
