"""Interpolation and padding, against gradients."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from convscope.network.operators.resampling import interpolate, padding

X = torch.zeros(1, 2, 4, 5)


@pytest.mark.parametrize(
    "options",
    [
        {"scale_factor": 2}, {"scale_factor": (1.5, 2.0), "mode": "bilinear"}, {"size": (3, 8), "mode": "nearest"},
        {"size": (6, 7), "mode": "bilinear", "align_corners": True}, {"size": 3, "mode": "area"},
        {"size": (3, 3), "mode": "nearest-exact"}, {"scale_factor": 2, "mode": "bicubic"},
        {"scale_factor": 0.6, "recompute_scale_factor": True},
    ],
    ids=str,
)  # fmt: skip
def test_interpolation(options: dict[str, Any], proven: Callable[..., Any]) -> None:
    """Every mode, by size and by factor."""
    proven(interpolate, F.interpolate, X, **options)


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
def test_padding(mode: str, proven: Callable[..., Any]) -> None:
    """In every mode; torch lists columns first."""
    operation = proven(padding, F.pad, X, (1, 2, 3, 0), mode=mode)
    assert [window.padding for window in operation.windows] == ([(3, 0), (1, 2)] if mode == "constant" else [])


def test_negative_padding_crops(proven: Callable[..., Any]) -> None:
    """And gives torch's smaller size: output 0 reads position 1."""
    operation = proven(padding, F.pad, X, (-1, -2))
    assert operation.windows[1].output_size(5) == 2 and list(operation.windows[1].reads(0)) == [1]


def test_padding_of_channels_is_no_window(proven: Callable[..., Any]) -> None:
    """Maps of zeros before and behind those there are."""
    assert proven(padding, F.pad, X, (0, 0, 0, 0, 1, 1)).windows == ()
    assert proven(padding, F.pad, X, (1, 1, 0, 0, 1, 1)).windows == ()


def test_an_unknown_mode_is_not_described() -> None:
    """Whatever torch may add."""
    assert interpolate((X,), {"scale_factor": 2, "mode": "lanczos"}).reads == ()
