"""padding-alone: outputs that read nothing but padding, counted."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites
from convscope.network.changes import Argument

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """A 1×1 with padding 1 on 8 × 8: 100 − 64 outputs see no pixel, and padding=0 is the change."""
    with record_sites():
        module = nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(3, 8, 1, padding=1),  # planted
        )
    (finding,) = find(module, (3, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert "36 of the 100 outputs of its 10×10 map read padding alone" in finding.message
    assert (finding.fix, finding.changes) == ("padding=0", (Argument("1", "padding", 0),))


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call, along the one axis that has it."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight, padding=(3, 1))  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 6, 6))
    assert (finding.layer, finding.line) == ("conv2d", line_of("# functional"))
    assert finding.message.startswith("12 of the 60 outputs of its 10×6 map")
    assert finding.changes == (Argument("conv2d", "padding", 1),)


def test_it_counts_what_has_no_gradient(find: Find) -> None:
    """As many outputs as it says have no gradient with regard to the picture."""
    conv = nn.Conv2d(1, 1, 3, padding=4, stride=2)
    image = torch.rand(1, 1, 7, 7, requires_grad=True)
    blind = 0
    for output in conv(image).flatten():
        (gradient,) = torch.autograd.grad(output, image, retain_graph=True)
        blind += not gradient.any()
    (finding,) = find(conv, (1, 7, 7))
    assert finding.message.startswith(f"{blind} of the 49 outputs")


@pytest.mark.parametrize(
    "conv", [nn.Conv2d(3, 8, 1), nn.Conv2d(3, 8, 3, padding=2), nn.Conv2d(3, 8, 3, padding="same")]
)
def test_padding_smaller_than_the_kernel_is_sound(find: Find, conv: nn.Module) -> None:
    """Up to full padding every output sees a pixel: silent."""
    assert find(conv, (3, 8, 8)) == []
