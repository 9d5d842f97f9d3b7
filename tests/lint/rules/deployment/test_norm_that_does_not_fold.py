"""norm-that-does-not-fold: norms that stay operations of their own."""

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
    """A batch norm before the convolution."""
    with record_sites():
        module = nn.Sequential(
            nn.BatchNorm2d(3),  # planted
            nn.Conv2d(3, 8, 3),
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("0", "hint", line_of("# planted"))
    assert finding.message == (
        "batch_norm follows no layer of weights of its own: 768 numbers are normalised at every run"
    )


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """A group norm, at the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.group_norm(net.conv(x), 2)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(3, 8, 3)), (3, 16, 16))
    assert (finding.layer, finding.line) == ("group_norm", line_of("# functional"))
    assert "group_norm measures its input" in finding.message


def test_norms_that_fold_are_sound(find: Find, wired: Wire) -> None:
    """ResNet-18 folds all of its norms; where a skip reads the convolution too, folding would change it."""
    assert find(models.resnet18(), (3, 64, 64)) == []
    parts = {"conv": nn.Conv2d(3, 3, 1), "norm": nn.BatchNorm2d(3)}
    assert len(find(wired(lambda net, x: net.norm(y := net.conv(x)) + y, **parts), (3, 8, 8))) == 1
