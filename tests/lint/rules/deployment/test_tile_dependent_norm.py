"""tile-dependent-norm: norms whose mean is the tile's."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding, Settings, check
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_layer_and_line(find: Find, line_of: LineOf) -> None:
    """A group norm, which answers otherwise on half the picture."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 1),
            nn.GroupNorm(2, 8),  # planted
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("1", "warning", line_of("# planted"))
    assert finding.message == "group_norm averages over its map of 8×16×16: each tile has its own mean"
    picture = torch.rand(1, 3, 16, 16)
    assert not torch.allclose(module(picture)[..., :8], module(picture[..., :8]), atol=1e-3)


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.instance_norm(x)  # functional

    (finding,) = find(wired(wiring), (3, 16, 16))
    assert (finding.layer, finding.line) == ("instance_norm", line_of("# functional"))


def test_norms_over_channels_and_kept_statistics_are_sound(find: Find, wired: Wire) -> None:
    """Batch norm in evaluation, and a layer norm over channels that were moved last (ConvNeXt): silent."""
    assert find(nn.BatchNorm2d(3), (3, 16, 16)) == []
    module = wired(lambda net, x: net.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), norm=nn.LayerNorm(3))
    assert find(module, (3, 16, 16)) == []


def test_it_waits_until_tiles_are_meant() -> None:
    """Unasked it says nothing; with tiles=True it does."""
    module = nn.GroupNorm(1, 3)
    assert check(module, (3, 16, 16)).findings == ()
    names = [finding.name for finding in check(module, (3, 16, 16), settings=Settings(tiles=True)).findings]
    assert names == ["tile-dependent-norm"]
