"""dead-taps: weights that only ever multiply padding."""

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


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """A 3×3 on a map of 1 × 1: one tap of nine is alive."""
    with record_sites():
        module = nn.Sequential(
            nn.AvgPool2d(8),
            nn.Conv2d(3, 8, 3, padding=1),  # planted
        )
    (finding,) = find(module, (3, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert "only 1 of the 9 taps of its 3×3 kernel meet a real position: 192 of 216 weights" in finding.message
    assert finding.fix.startswith("a map of at least 2×2 here")


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """A dilation as large as its map, at the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight, padding=6, dilation=6)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 6, 6))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))
    assert "1 of the 9 taps" in finding.message
    assert "at least 7×7" in finding.fix


@pytest.mark.parametrize(("kernel", "dilation", "size"), [(3, 1, 1), (5, 1, 2), (5, 2, 3), (7, 1, 4), (3, 4, 4)])
def test_it_counts_the_weights_without_gradient(find: Find, kernel: int, dilation: int, size: int) -> None:
    """As many weights as it says have no gradient; on the map that the fix asks for all of them have one."""
    conv = nn.Conv2d(1, 1, kernel, padding=dilation * (kernel // 2), dilation=dilation)
    conv(torch.rand(1, 1, size, size) + 1).sum().backward()
    assert conv.weight.grad is not None
    dead = int((conv.weight.grad == 0).sum())
    findings = find(conv, (1, size, size))
    assert [f"{dead} of {kernel * kernel} weights" in finding.message for finding in findings] == [True] * bool(dead)
    for finding in findings:
        enough = int(finding.fix.partition("at least ")[2].partition("×")[0])
        assert find(conv, (1, enough, enough)) == []
        assert len(find(conv, (1, enough - 1, enough - 1))) == 1


def test_resnet_at_its_own_size_is_sound_and_at_32_is_not(find: Find) -> None:
    """ResNet-18 on 224 is silent; on 32 the last stage's maps are 1 × 1."""
    assert find(models.resnet18(), (3, 224, 224)) == []
    assert {finding.layer for finding in find(models.resnet18(), (3, 32, 32))} >= {"layer4.0.conv2", "layer4.1.conv1"}
