"""transposed-checkerboard: outputs that sum unequal numbers of products."""

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
    """3/2: 1 or 2 taps an axis, 4 times as many at most; 4/2 keeps the size."""
    with record_sites():
        module = nn.Sequential(
            nn.ReLU(),
            nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, output_padding=1),  # planted
        )
    (finding,) = find(module, (8, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert finding.message.startswith("a 3×3 kernel of stride 2×2 gives outputs 2, 1 taps in turn along an axis")
    assert "some sum 4 times as many products" in finding.message
    assert finding.fix.startswith("kernel_size=4, padding=1, output_padding=0: the same size")


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv_transpose2d(x, net.up.weight, stride=3)  # functional

    (finding,) = find(wired(wiring, up=nn.ConvTranspose2d(2, 1, 5)), (2, 6, 6))
    assert (finding.layer, finding.line) == ("conv_transpose2d", line_of("# functional"))
    assert "2, 2, 1 taps in turn" in finding.message


@pytest.mark.parametrize("kernel", range(2, 8))
@pytest.mark.parametrize("stride", range(2, 5))
@pytest.mark.parametrize(("padding", "extra"), [(0, 0), (1, 0), (1, 1)])
def test_the_fix_keeps_the_size_and_is_silent(find: Find, kernel: int, stride: int, padding: int, extra: int) -> None:
    """It speaks where an all-ones kernel gives an uneven middle; the layer it offers has the same size, is silent."""
    up = nn.ConvTranspose2d(1, 1, kernel, stride, padding, extra, bias=False)
    nn.init.ones_(up.weight)
    output = up(torch.ones(1, 1, 9, 9)).detach()
    middle = output[0, 0, 3 * stride : -3 * stride, 3 * stride : -3 * stride]
    uneven = bool(middle.min() > 0 and middle.max() > middle.min())
    findings = find(up, (1, 9, 9))
    assert len(findings) == uneven
    for finding in findings:
        offered = dict(part.split("=") for part in finding.fix.partition(":")[0].split(", "))
        numbers: dict[str, Any] = {name: int(value) for name, value in offered.items()}
        mended = nn.ConvTranspose2d(1, 1, stride=stride, **numbers)
        assert mended(torch.ones(1, 1, 9, 9)).shape == output.shape
        assert find(mended, (1, 9, 9)) == []
