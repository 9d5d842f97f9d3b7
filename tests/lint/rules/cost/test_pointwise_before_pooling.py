"""pointwise-before-pooling: a 1×1 and an average commute."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_with_both_costs(find: Find, line_of: LineOf) -> None:
    """On 8 × 8 before a pool of 2: 16,384 MACs, or 4,096 behind it."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(16, 16, 1),  # planted
            nn.AvgPool2d(2),
        )
    (finding,) = find(module, (16, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    assert finding.message == "16,384 MACs on 8×8, which 1 averages to 4×4: 4,096 behind it, and the same answer"


@pytest.mark.parametrize("pool", [nn.AvgPool2d(2), nn.AvgPool2d(3, 2, ceil_mode=True), nn.AdaptiveAvgPool2d(1)])
def test_the_answer_is_the_same(find: Find, pool: nn.Module) -> None:
    """Either order gives the same numbers, up to rounding; pooled first it is silent."""
    conv = nn.Conv2d(3, 5, 1)
    images = torch.rand(2, 3, 8, 8)
    torch.testing.assert_close(conv(pool(images)), pool(conv(images)))
    assert len(find(nn.Sequential(conv, pool), (3, 8, 8))) == 1
    assert find(nn.Sequential(pool, conv), (3, 8, 8)) == []


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = F.conv2d(x, net.conv.weight)  # functional
        return F.avg_pool2d(x, 2)

    (finding,) = find(wired(wiring, conv=nn.Conv2d(4, 2, 1)), (4, 8, 8))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_where_the_order_matters_nothing_is_said(find: Find) -> None:
    """A max pool, a padded average, an activation between, a 3×3: silent. DenseNet-121 has its three transitions."""
    conv = nn.Conv2d(3, 5, 1)
    for after in ([nn.MaxPool2d(2)], [nn.AvgPool2d(3, 2, 1)], [nn.ReLU(), nn.AvgPool2d(2)]):
        assert find(nn.Sequential(conv, *after), (3, 8, 8)) == []
    assert find(nn.Sequential(nn.Conv2d(3, 5, 3), nn.AvgPool2d(2)), (3, 8, 8)) == []
    assert len(find(models.densenet121(), (3, 224, 224))) == 3
