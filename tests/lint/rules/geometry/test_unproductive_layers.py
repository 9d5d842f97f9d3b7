"""unproductive-layers: convolutions that come after the whole picture has been seen."""

from collections.abc import Callable
from typing import Any

import pytest
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def net(count: int) -> nn.Module:
    return nn.Sequential(*[part for _ in range(count) for part in (nn.Conv2d(1, 1, 3, padding=1), nn.ReLU())])


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """On 8 × 8 four 3×3 have seen 9 pixels, so the fifth of eight and those after it widen nothing: half the MACs."""
    with record_sites():
        late = nn.Conv2d(1, 1, 3, padding=1)  # planted
    (finding,) = find(nn.Sequential(net(4), late, net(3)), (1, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("1", "hint", line_of("# planted"))
    assert finding.message == (
        "from here on 4 convolutions take maps whose units have seen 9×9 pixels by their shortest way, "
        "of a picture of 8×8: 50% of all MACs widen nothing"
    )


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call, a pool's stride counted."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = F.max_pool2d(x, 8)
        return F.conv2d(x, net.conv.weight, padding=1)  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_a_skip_keeps_the_shortest_way_short(find: Find, wired: Wire) -> None:
    """Where a skip leads past the layers, units that have seen little still arrive: silent."""
    module = wired(lambda net, x: net.late(net.body(x) + x), body=net(4), late=net(4))
    assert find(module, (1, 8, 8)) == []


@pytest.mark.parametrize("build", [models.resnet18, models.vgg11, models.mobilenet_v3_small])
def test_networks_at_their_own_size_are_sound(find: Find, build: Callable[[], nn.Module]) -> None:
    """At 224 less than a quarter is spent so: silent. VGG-11 at 32 is found."""
    assert find(build(), (3, 224, 224)) == []


def test_vgg_on_small_pictures_is_found(find: Find) -> None:
    """VGG-16 on 32 × 32."""
    assert len(find(models.vgg16(init_weights=False), (3, 32, 32))) == 1
