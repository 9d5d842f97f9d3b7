"""The table that ``convscope check`` prints."""

from collections.abc import Callable

import pytest
import torch.nn.functional as F
from torch import nn

from convscope.network import trace

Wire = Callable[..., nn.Module]


def rows(module: nn.Module, shape: tuple[int, ...]) -> list[list[str]]:
    return [line.split() for line in trace(module, shape, target="net").table().splitlines()]


def test_a_row_a_layer_with_totals_below() -> None:
    """Name, operator, kernel, stride, padding, output, parameters, MACs and field; then the totals."""
    module = nn.Sequential(nn.Conv2d(3, 10, 5, padding=2), nn.MaxPool2d(2))
    lines = rows(module, (3, 32, 32))
    assert lines[0] == ["net,", "input", "3×32×32"]
    assert lines[3] == ["0", "conv2d", "5×5", "1×1", "2×2", "10×32×32", "760", "768,000", "5×5"]
    assert lines[4] == ["1", "max_pool2d", "2×2", "2×2", "10×16×16", "6×6"]
    assert " ".join(lines[-1]) == (
        "760 parameters · 768,000 MACs (1,536,000 FLOPs) · 0.05 MB of activations, 0.05 MB at once, at batch 1"
    )


def test_a_notebook_prints_it_as_a_terminal_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """rich would show it by itself there, and leave the text empty."""
    network = trace(nn.Conv2d(3, 10, 5, padding=2), (3, 32, 32), target="net")
    told = network.table()
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert network.table() == told != ""
    assert repr(network) == "<Network: net, input 3×32×32, 1 layers, 760 parameters>"


def test_groups_and_dilation_are_told() -> None:
    """A convolution in groups says so beside its operator, its dilation beside its kernel."""
    module = nn.Sequential(nn.Conv2d(4, 8, 3, dilation=(2, 1), groups=2), nn.Conv2d(8, 8, 3, dilation=3, groups=8))
    lines = rows(module, (4, 16, 16))
    assert lines[3][1:7] == ["conv2d", "2", "groups", "3×3", "d2×1", "1×1"]
    assert lines[4][1:6] == ["conv2d", "depthwise", "3×3", "d3", "1×1"]


def test_uneven_padding_shows_both_sides(wired: Wire) -> None:
    """Padding that differs before and after is written (before,after)."""
    assert rows(wired(lambda net, x: F.pad(x, (1, 2, 0, 3))), (1, 8, 8))[3][4] == "(0,3)×(1,2)"


def test_reused_weights_are_shared(wired: Wire) -> None:
    """The second use of a module says shared in place of its parameters."""
    lines = rows(wired(lambda net, x: net.conv(net.conv(x)), conv=nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert "10" in lines[3] and "shared" not in lines[3]
    assert "shared" in lines[4]


def test_fields_are_a_hull_all_or_a_question_mark(wired: Wire) -> None:
    """A field is its size, all behind a global pool, all along one axis behind a mean over it, and ? where unknown."""
    module = wired(
        lambda net, x: (net.conv(x), F.adaptive_avg_pool2d(x, 1), x.mean(3), x.flip(-1)), conv=nn.Conv2d(1, 1, 3)
    )
    assert [line[-1] for line in rows(module, (1, 8, 8))[3:7]] == ["3×3", "all", "1×all", "?"]


def test_the_width_is_kept() -> None:
    """No line is wider than asked, and none ends in spaces."""
    module = nn.Sequential(nn.Conv2d(3, 10, 5, padding=2), nn.MaxPool2d(2))
    for line in trace(module, (3, 32, 32)).table(width=110).splitlines():
        assert len(line) <= 110
        assert line == line.rstrip()
