"""weights-over-flash: more parameters than a microcontroller holds."""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """Laid to the layer with the most."""
    with record_sites():
        module = nn.Sequential(
            nn.Flatten(),
            nn.Linear(3072, 400),  # planted
            nn.Linear(400, 10),
        )
    (finding,) = find(module, (3, 32, 32))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert finding.message == (
        "the network has 1,233,210 parameters, as many bytes in int8, over 1,000,000 of flash: 1,229,200 of them here"
    )


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.linear(x.flatten(1), net.fc.weight)  # functional

    (finding,) = find(wired(wiring, fc=nn.Linear(3072, 400)), (3, 32, 32))
    assert (finding.layer, finding.line) == ("linear", line_of("# functional"))


def test_what_fits_is_sound(find: Find) -> None:
    """A network of a few thousand: silent."""
    assert find(nn.Sequential(nn.Conv2d(3, 32, 3), nn.Conv2d(32, 32, 3)), (3, 32, 32)) == []
