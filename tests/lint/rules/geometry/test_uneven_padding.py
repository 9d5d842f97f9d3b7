"""uneven-padding: padding of which less is read after the map than before it."""

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
    """7/2/3 on 224 reads 3 rows before and 2 after; 223 and 225 divide."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 7, stride=2, padding=3),  # planted
        )
    (finding,) = find(module, (3, 224, 224))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    assert finding.message.startswith(
        "reads 3 padded positions before the map of 224 and 2 after it: (224 + 3 + 3 − 7)/2"
    )
    assert finding.fix == "a map of 223×223 or 225×225 here"
    assert find(module, (3, 225, 225)) == []


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call, along the axis that has it."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.max_pool2d(x, 3, 2, 1)  # functional

    (finding,) = find(wired(wiring), (1, 9, 8))
    assert (finding.layer, finding.line) == ("max_pool2d", line_of("# functional"))
    assert finding.message.startswith("reads 1 padded positions before the map of 8 and 0 after it")


def test_one_finding_a_network(find: Find) -> None:
    """ResNet-18 on 224 has it in several layers: the first is named and the others counted."""
    (finding,) = find(models.resnet18(), (3, 224, 224))
    assert finding.layer == "conv1"
    assert finding.message.endswith("more layers do the same")


def test_real_rows_that_go_unread_are_another_rules(find: Find) -> None:
    """3/3 without padding on 7: a real row is lost, which stride-skips-pixels says; 4/2/1 on 8 divides."""
    assert find(nn.Conv2d(1, 1, 3, stride=3), (1, 7, 7)) == []
    assert find(nn.Conv2d(1, 1, 4, stride=2, padding=1), (1, 8, 8)) == []
