"""unread-output: what is computed for no answer."""

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


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf, wired: Wire) -> None:
    """A convolution and its ReLU that nothing reads, laid to the ReLU with the cost of both."""
    with record_sites():
        end = nn.ReLU()  # planted
    parts = {"one": nn.Conv2d(1, 2, 3), "two": nn.Conv2d(1, 2, 3), "end": end}
    (finding,) = find(wired(lambda net, x: (net.end(net.one(x)), net.two(x))[1], **parts), (1, 5, 5))
    assert (finding.layer, finding.severity, finding.line) == ("end", "warning", line_of("# planted"))
    assert finding.message == "nothing reads its output: 162 MACs and 20 parameters for no answer"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        F.conv2d(x, net.conv.weight)  # functional
        return x.relu()

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 5, 5))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))


def test_in_place_work_and_several_answers_are_sound(find: Find, wired: Wire) -> None:
    """What is written in place, put into a list that is returned, or costs nothing: silent."""

    def wiring(net: Any, x: Tensor) -> Any:
        y = net.conv(x)
        y.relu_()
        y[:, :1].mul_(2)
        y.abs()
        return {"all": [y, net.other(x)]}

    assert find(wired(wiring, conv=nn.Conv2d(1, 2, 3), other=nn.Conv2d(1, 2, 3)), (1, 5, 5)) == []


@pytest.mark.parametrize("build", [models.shufflenet_v2_x0_5, models.googlenet, models.swin_t])
def test_well_known_networks_are_sound(find: Find, build: Callable[..., nn.Module]) -> None:
    """Chunks, concatenations, windows: everything is read."""
    options = {"init_weights": False} if build is models.googlenet else {}
    assert find(build(**options), (3, 224, 224)) == []
