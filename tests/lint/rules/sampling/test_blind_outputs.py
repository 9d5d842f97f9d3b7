"""blind-outputs: transposed convolutions that leave a lattice of bias."""

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
    """2/3 on 4 × 4: of 11 × 11 outputs 8 × 8 see something."""
    with record_sites():
        module = nn.Sequential(
            nn.ConvTranspose2d(8, 4, 2, stride=3),  # planted
        )
    (finding,) = find(module, (8, 4, 4))
    assert (finding.layer, finding.severity, finding.line) == ("0", "warning", line_of("# planted"))
    assert finding.message.startswith("57 of the 121 outputs of its 11×11 map depend on no input")
    assert finding.fix.startswith("kernel_size=3")


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call, along one axis."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv_transpose2d(x, net.up.weight, stride=(2, 1))  # functional

    (finding,) = find(wired(wiring, up=nn.ConvTranspose2d(2, 1, (1, 3))), (2, 4, 4))
    assert (finding.layer, finding.line) == ("conv_transpose2d", line_of("# functional"))
    assert finding.fix.startswith("kernel_size=(2, 3)")


@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(2, 3, 1), (1, 2, 1), (2, 4, 1), (3, 2, 2), (2, 2, 1)])
def test_it_counts_outputs_without_input(find: Find, kernel: int, stride: int, dilation: int) -> None:
    """As many outputs as it says are 0 without a bias, whatever comes in; where none is, it is silent."""
    up = nn.ConvTranspose2d(1, 1, kernel, stride, dilation=dilation, bias=False)
    nn.init.ones_(up.weight)
    output = up(torch.ones(1, 1, 5, 5))
    blind = int((output == 0).sum())
    said = f"{blind} of the {output.numel()} outputs"
    assert [finding.message.startswith(said) for finding in find(up, (1, 5, 5))] == [True] * bool(blind)
