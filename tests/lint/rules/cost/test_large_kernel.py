"""large-kernel: a stack of 3×3 that spans the same for less."""

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


@pytest.mark.parametrize(("kernel", "count", "share"), [(5, 2, 18 / 25), (7, 3, 27 / 49)])
def test_planted_faults_are_found_with_both_costs(
    find: Find, line_of: LineOf, kernel: int, count: int, share: float
) -> None:
    """With equal channels two 3×3 cost 18/25 of a 5×5, three 27/49 of a 7×7."""
    with record_sites():
        conv = nn.Conv2d(16, 16, kernel, padding=kernel // 2, bias=False)  # planted
    (finding,) = find(conv, (16, 12, 12))
    assert (finding.severity, finding.line) == ("hint", line_of("# planted"))
    stack = check(nn.Sequential(*[nn.Conv2d(16, 16, 3, padding=1, bias=False) for _ in range(count)]), (16, 12, 12))
    said = f"{count} 3×3 that span the same {stack.network.parameters:,} and {stack.network.macs:,} ({share:.0%})"
    assert finding.message.endswith(said)


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(8, 8, 5)), (8, 9, 9))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


@pytest.mark.parametrize(
    ("conv", "channels"),
    [
        (nn.Conv2d(1, 6, 5), 1),  # LeNet's C1: a stack would cost more
        (nn.Conv2d(8, 8, 7, groups=8), 8),
        (nn.Conv2d(8, 8, 5, stride=2), 8),
        (nn.Conv2d(8, 8, 3), 8),
    ],
)
def test_where_a_stack_does_not_pay_nothing_is_offered(find: Find, conv: nn.Module, channels: int) -> None:
    """First layers, depthwise ones, strided ones, 3×3: silent."""
    assert find(conv, (channels, 12, 12)) == []
