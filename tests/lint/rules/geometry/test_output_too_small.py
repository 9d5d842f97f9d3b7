"""output-too-small: the layer that leaves nothing, with its formula and an input that would do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding, check
from convscope.network import record_sites

Wire = Callable[..., nn.Module]


def found(module: nn.Module, shape: tuple[int, ...]) -> list[Finding]:
    return [finding for finding in check(module, shape).findings if finding.name == "output-too-small"]


def line_of(marker: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.endswith(marker))


def test_a_planted_fault_is_found_at_its_layer_and_line() -> None:
    """16 → 7 → 3, then a 5-kernel: its layer, its line, the formula, and the 21 × 21 that would do."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 5),  # planted
        )
    (finding,) = found(module, (1, 16, 16))
    assert (finding.layer, finding.severity) == ("2", "error")
    assert (finding.file, finding.line) == (__file__, line_of("# planted"))
    assert finding.message == "no output is left of a map of 8×3×3: (3 − 5)/1 + 1 = -1"
    assert finding.fix == "feed the network at least 21×21, or take less stride or pooling before this layer"


def test_the_input_it_asks_for_is_enough_and_no_less_is() -> None:
    """At the 21 × 21 it asks for, torch runs and nothing is found; at 20 × 20 it is found still."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5))
    assert module(torch.zeros(1, 1, 21, 21)).shape == (1, 16, 1, 1)
    assert found(module, (1, 21, 21)) == []
    assert len(found(module, (1, 20, 20))) == 1


def test_a_planted_fault_is_found_in_functional_code(wired: Wire) -> None:
    """A functional pool larger than its map is found at the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.avg_pool2d(net.conv(x), 7)  # functional

    (finding,) = found(wired(wiring, conv=nn.Conv2d(1, 4, 3)), (1, 8, 8))
    assert (finding.layer, finding.file, finding.line) == ("avg_pool2d", __file__, line_of("# functional"))


def test_the_axis_that_fails_is_told() -> None:
    """On 20 × 4 only the width is too small for a 5-kernel, and its formula is the one told."""
    (finding,) = found(nn.Conv2d(1, 1, 5), (1, 20, 4))
    assert finding.message.endswith("(4 − 5)/1 + 1 = 0")


def test_padding_that_makes_room_is_silent() -> None:
    """A 5-kernel on 4 with padding 1 has outputs: silent."""
    assert found(nn.Conv2d(1, 1, 5, padding=1), (1, 4, 4)) == []


def test_only_the_first_layer_that_fails_is_reported() -> None:
    """What follows a map that is not there is not reported as well."""
    module = nn.Sequential(nn.Conv2d(1, 1, 9), nn.Conv2d(1, 1, 9), nn.MaxPool2d(4))
    assert [finding.layer for finding in found(module, (1, 8, 8))] == ["0"]


def test_no_input_is_asked_for_where_none_would_do() -> None:
    """Behind a global pool no input is large enough for a 3-kernel, so only the other advice is given."""
    (finding,) = found(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert finding.fix == "take less stride or pooling before this layer"
