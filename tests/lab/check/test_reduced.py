"""The bottleneck calculator."""

from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.lab.check.reduced import answer

LECTURE: dict[str, Any] = {
    "in_channels": 256, "out_channels": 32, "kernel": [5, 5], "positions": [28, 28], "input_positions": [28, 28],
}  # fmt: skip


@pytest.mark.parametrize(("width", "macs"), [(16, 13_246_464), (64, 52_985_856)])
def test_the_lectures_numbers(width: int, macs: int, skips: Any) -> None:
    """204,800 weights and 160,563,200 MACs without it."""
    found = answer(skips, {**LECTURE, "width": width})
    assert found["direct"] == {"parameters": 204_800, "macs": 160_563_200} and found["reduced"]["macs"] == macs


@pytest.mark.parametrize("wrong", [{"width": 0}, {"kernel": []}, {"kernel": [5]}, {"in_channels": "x"}])
def test_what_is_no_convolution_is_told(wrong: dict[str, Any], skips: Any) -> None:
    """A clear word."""
    with pytest.raises(ConvscopeError, match="came"):
        answer(skips, {**LECTURE, "width": 16, **wrong})
