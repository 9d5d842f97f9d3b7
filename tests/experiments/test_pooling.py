"""The pooling experiment."""

import sys
from pathlib import Path

import pytest

from convscope.experiments import Trying, pooling


def test_its_costs_are_those_worked_by_hand(short: Trying, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On 24 × 24: 3 × 3 convolutions to 16, 32, 32 maps on 24, 12, 6 pixels against 24 throughout; and the heads."""
    monkeypatch.setattr(sys.modules[pooling.__module__], "EPOCHS", 1)  # the package's own name is the function
    outcome = pooling(short, save=tmp_path / "p.png")
    found = outcome.numbers["networks"]
    kernels = (9 * 16, 9 * 16 * 32, 9 * 32 * 32)
    pooled = sum(weights * side * side for weights, side in zip(kernels, (24, 12, 6), strict=True))
    assert found["pooled, fully connected"]["macs"] == pooled + 32 * 9 * 10
    assert found["not pooled, fully connected"]["macs"] == sum(kernels) * 576 + 32 * 576 * 10
    assert found["pooled, mean of maps"]["parameters"] == found["not pooled, mean of maps"]["parameters"]
    norms = 2 * (16 + 32 + 32)
    assert found["not pooled, fully connected"]["parameters"] == sum(kernels) + norms + 32 * 576 * 10 + 10
    for one in found.values():
        assert one["gap"] == one["train"] - one["test"]
    assert "no parameter saved" in outcome.verdict and (tmp_path / "p.png").is_file()
