"""resize-skips-pixels: resizes that look at some positions and skip the others."""

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
    """Bilinear by a quarter reads half of the rows and half of the columns."""
    with record_sites():
        module = nn.Sequential(
            nn.ReLU(),
            nn.Upsample(scale_factor=0.25, mode="bilinear"),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert finding.message == "resizing 16×16 to 4×4 (linear) reads 25.0% of the map and skips the rest"


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.interpolate(x, size=(5, 9))  # functional

    (finding,) = find(wired(wiring), (1, 10, 9))
    assert (finding.layer, finding.line) == ("interpolate", line_of("# functional"))
    assert "reads 50.0% of the map" in finding.message


def test_it_says_the_share_without_gradient(find: Find, wired: Wire) -> None:
    """The share it says is that of pixels that have a gradient."""
    image = torch.rand(1, 1, 20, 12, requires_grad=True)
    options: dict[str, Any] = {"scale_factor": 0.2, "mode": "bilinear"}
    torch.autograd.backward(F.interpolate(image, **options).sum())
    assert image.grad is not None
    share = float((image.grad != 0).float().mean())
    (finding,) = find(wired(lambda net, x: F.interpolate(x, **options)), (1, 20, 12))
    assert f"reads {share:.1%}" in finding.message


@pytest.mark.parametrize("options", [{"mode": "area"}, {"mode": "bilinear", "antialias": True}])
def test_resizes_that_look_at_all_are_sound(find: Find, wired: Wire, options: dict[str, Any]) -> None:
    """Averages, antialiased resizes, halving bilinearly, enlarging: silent."""
    assert find(wired(lambda net, x: F.interpolate(x, scale_factor=0.25, **options)), (1, 16, 16)) == []
    assert find(nn.Upsample(scale_factor=0.5, mode="bilinear"), (1, 16, 16)) == []
    assert find(nn.Upsample(scale_factor=3), (1, 16, 16)) == []


def test_another_reader_excuses_it(find: Find, wired: Wire) -> None:
    """A pyramid's branch beside one that reads the whole map: silent."""
    assert find(wired(lambda net, x: (F.interpolate(x, scale_factor=0.25), x.relu())), (1, 16, 16)) == []
