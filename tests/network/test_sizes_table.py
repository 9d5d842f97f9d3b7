"""Sizes as a table."""

from collections.abc import Callable

from torch import nn

from convscope.models import build
from convscope.network import trace
from convscope.network.sizes_table import summary


def test_a_row_a_size_and_the_good_ones_below() -> None:
    """Two ticks, or the layer that is the reason for none."""
    assert str(trace(nn.Conv2d(3, 8, 3, stride=3), (3, 9, 9)).sizes(8, 10)) == "\n".join(
        [
            "Conv2d, input 3×n×n, n = 8 … 10",
            " size  last map  divides evenly  loses nothing",
            "  8×8       2×2  ✗ conv2d        ✗ conv2d: rows 6, 7 and columns 6, 7",
            "  9×9       3×3  ✓               ✓",
            "10×10       3×3  ✗ conv2d        ✗ conv2d: row 9 and column 9",
            "sizes that divide evenly: 9",
            "sizes that lose nothing: 9",
        ]
    )


def test_sizes_that_fail_are_told_once_a_reason() -> None:
    """Each with the first such size's words."""
    lines = summary(trace(build("lenet5").module, (1, 32, 32)).sizes(4, 40, 4))
    assert lines[:2] == ["sizes that divide evenly: 32", "sizes that lose nothing: 32"]
    assert lines[2].startswith("fails at 4") and ": at 4 layer conv1" not in lines[3]
    assert any(line.startswith("fails at 16–28, 36, 40: at 16 layer fc1") for line in lines)
    assert len(lines) < 6


def test_many_runs_are_cut_short_and_counted() -> None:
    """Of 50 sizes that are good, every other one, twelve are named."""
    (line, _) = summary(trace(nn.Conv2d(1, 1, 3, stride=2), (1, 9, 9)).sizes(3, 102))
    assert line.endswith("25, … 50 in all")


def test_none_is_said() -> None:
    """Where no size will do."""
    assert summary(trace(nn.Conv2d(1, 1, 1, stride=2), (1, 9, 9)).sizes(8, 8))[0].endswith("none of these")


def test_it_shows_itself_in_a_notebook(wired: Callable[..., nn.Module]) -> None:
    """As a table of plain elements, names escaped."""
    odd = wired(lambda net, x: getattr(net, "a<b")(x), **{"a<b": nn.Conv2d(1, 1, 1, stride=2)})
    shown = trace(odd, (1, 9, 9)).sizes(8, 9)._repr_html_()
    assert "<table>" in shown and "a&lt;b" in shown and "a<b" not in shown
