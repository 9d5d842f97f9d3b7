"""shared-batch-norm: one norm for several maps."""

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
    """The second call of a norm, at its constructor's line."""
    with record_sites():
        norm = nn.BatchNorm2d(4)  # planted
    (finding,) = find(nn.Sequential(nn.Conv2d(1, 4, 3), norm, nn.Conv2d(4, 4, 3), norm), (1, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("1:2", "warning", line_of("# planted"))
    assert finding.message == (
        "the norm used before on 4×6×6 is used again on 4×4×4: one running mean and variance for both"
    )


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the second call."""

    def wiring(net: Any, x: Tensor) -> Any:
        kept = (net.norm.running_mean, net.norm.running_var, net.norm.weight, net.norm.bias)
        x = F.batch_norm(x, *kept)
        return F.batch_norm(x.relu(), *kept)  # functional

    (finding,) = find(wired(wiring, norm=nn.BatchNorm2d(2)), (2, 4, 4))
    assert (finding.layer, finding.line) == ("batch_norm:2", line_of("# functional"))


def test_shared_convolutions_and_own_norms_are_sound(find: Find) -> None:
    """A convolution may be used twice: silent."""
    conv = nn.Conv2d(1, 1, 3)
    assert find(nn.Sequential(conv, nn.BatchNorm2d(1), conv, nn.BatchNorm2d(1)), (1, 8, 8)) == []
    assert find(models.resnet18(), (3, 64, 64)) == []
