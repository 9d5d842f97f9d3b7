"""linear-stack: layers of weights that are one linear map."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding, check
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """conv → norm → conv is found at the second, with the one layer that can replace both."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2),
            nn.BatchNorm2d(16),
            nn.Conv2d(16, 32, 3),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("2", "hint", line_of("# planted"))
    assert finding.message == (
        "follows 0 with nothing non-linear between: 3→16→32 channels are one linear map, 5,088 parameters that "
        "one 7×7 of stride 2×2 can replace"
    )


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """Fully connected layers written as functions, at the line of the second."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = F.linear(torch.flatten(x, 1), net.one.weight)
        return F.linear(F.dropout(x, training=False), net.two.weight)  # functional

    (finding,) = find(wired(wiring, one=nn.Linear(16, 20), two=nn.Linear(20, 4)), (1, 4, 4))
    assert (finding.layer, finding.line) == ("linear:2", line_of("# functional"))
    assert finding.message.endswith("400 parameters that one layer of 68 can replace")


def test_two_convolutions_are_the_one_that_it_names() -> None:
    """A 3×3 of stride 2 and a 3×3 are a 7×7 of stride 2: an output depends on 7 × 7 pixels, linearly."""
    one, two = nn.Conv2d(1, 4, 3, stride=2, bias=False), nn.Conv2d(4, 1, 3, bias=False)
    pixels = torch.eye(49).reshape(49, 1, 7, 7)
    kernel = two(one(pixels)).reshape(1, 1, 7, 7)
    images = torch.rand(2, 1, 15, 15)
    torch.testing.assert_close(F.conv2d(images, kernel, stride=2), two(one(images)), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    "module",
    [
        nn.Sequential(nn.Conv2d(8, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3)),
        nn.Sequential(nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 16, 1)),  # depthwise, pointwise
        nn.Sequential(nn.Conv2d(8, 8, 2, stride=2), nn.Conv2d(8, 8, 7, groups=8)),  # ConvNeXt
        nn.Sequential(nn.Conv2d(8, 2, 1), nn.BatchNorm2d(2), nn.Conv2d(2, 12, 1)),  # an inverted bottleneck's end
        nn.Sequential(nn.Conv2d(8, 8, (1, 3)), nn.Conv2d(8, 8, (3, 1))),
        nn.Sequential(nn.Conv2d(8, 8, 3), nn.GroupNorm(1, 8), nn.Conv2d(8, 8, 3)),  # divides by what it measures
    ],
)
def test_what_is_meant_is_sound(find: Find, module: nn.Module) -> None:
    """Separable, downsampled, factorised layers, and those with a norm that is not linear between: silent."""
    assert find(module, (8, 16, 16)) == []


def test_a_fork_between_is_sound(find: Find, wired: Wire) -> None:
    """Where a skip reads the first layer too, it is needed: silent."""
    parts = {"one": nn.Conv2d(4, 4, 1), "two": nn.Conv2d(4, 4, 1)}
    assert find(wired(lambda net, x: net.two(y := net.one(x)) + y, **parts), (4, 8, 8)) == []


def test_convolutions_of_different_axes_are_told_without_a_kernel() -> None:
    """Two axes flattened into one between them: no single window does the same."""
    module = nn.Sequential(nn.Conv2d(6, 8, 3, stride=2), nn.Flatten(2), nn.Conv1d(8, 4, 3))
    found = check(module, (6, 40, 30)).findings
    assert all("stride" not in one.message for one in found if one.name == "linear-stack")
