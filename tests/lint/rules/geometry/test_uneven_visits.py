"""uneven-visits: rows that a strided kernel reads more often than their neighbours."""

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
    """3/2 reads rows 2, 1, 2, 1 … times, so some pixels four times as often as others."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    assert finding.message.endswith("2, 1 times in turn: the most read 4 times as often as the least")
    assert finding.fix == "a kernel of 4, a multiple of the stride"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.avg_pool2d(x, 5, 3)  # functional

    (finding,) = find(wired(wiring), (1, 17, 17))
    assert (finding.layer, finding.line) == ("avg_pool2d", line_of("# functional"))
    assert "2, 2, 1 times in turn" in finding.message


@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(3, 2, 1), (5, 2, 1), (5, 3, 1), (3, 2, 2), (4, 3, 2)])
def test_the_counts_are_those_of_the_gradient(find: Find, kernel: int, stride: int, dilation: int) -> None:
    """Away from the border the gradient of an all-ones kernel is as much larger as it says."""
    image = torch.ones(1, 1, 48, 48, requires_grad=True)
    visits = F.conv2d(image, torch.ones(1, 1, kernel, kernel), stride=stride, dilation=dilation)
    torch.autograd.backward(visits.sum())
    assert image.grad is not None
    inner = image.grad[0, 0, 16:28, 16:28]
    findings = find(nn.Conv2d(1, 1, kernel, stride, dilation=dilation), (1, 48, 48))
    if inner.min() > 0 and inner.max() > inner.min():
        assert f"the most read {float(inner.max() / inner.min()):g} times" in findings[0].message
    else:
        assert findings == []


def test_multiples_and_gaps_are_not_spoken_of(find: Find) -> None:
    """4/2 reads all alike; 1/2 skips, which is another rule's."""
    assert find(nn.Conv2d(1, 1, 4, stride=2), (1, 16, 16)) == []
    assert find(nn.Conv2d(1, 1, 1, stride=2), (1, 16, 16)) == []
