"""field-smaller-than-input: answers that see part of the picture."""

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
    """Two 3×3 see 5 × 5 of 32 × 32; it is laid to the layer that answers."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.Conv2d(8, 2, 3, padding=1),  # planted
        )
    (finding,) = find(module, (3, 32, 32))
    assert (finding.layer, finding.severity, finding.line) == ("1", "hint", line_of("# planted"))
    assert finding.message == "a unit of its 32×32 map depends on 5×5 pixels of 32×32"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call; of several answers those that have it."""

    def wiring(net: Any, x: Tensor) -> Any:
        maps = F.conv2d(x, net.conv.weight)
        return F.relu(maps), maps.mean((2, 3))  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 9, 9))
    assert (finding.layer, finding.line) == ("relu", line_of("# functional"))


def test_what_gathers_the_picture_is_sound(find: Find) -> None:
    """A global pool, a fully connected layer, or a field as large as the picture: silent."""
    assert find(nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1)), (3, 32, 32)) == []
    assert find(nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(8 * 36, 2)), (3, 8, 8)) == []
    assert find(nn.Conv2d(3, 8, 9, padding=4), (3, 9, 9)) == []
    assert find(models.resnet18(), (3, 224, 224)) == []
