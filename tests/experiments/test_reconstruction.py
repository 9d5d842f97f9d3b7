"""The reconstruction experiment."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convscope.experiments import Trying, reconstruction
from convscope.experiments.painted_back import PaintedBack
from convscope.experiments.reconstruction import verdict


def _found(error: tuple[float, ...], missed: tuple[float, ...] = (0.01, 0.02, 0.3, 0.3)) -> PaintedBack:
    return PaintedBack((1, 1, 1, 1), missed, error, (0.0, 0.0, 4.0, 9.0), np.zeros((5, 4, 4, 1), np.uint8))


def test_it_paints_back_what_each_network_keeps(short: Trying, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of 24 × 24 halved thrice, or not; what the first block of an unhalved network keeps is the picture."""
    module = sys.modules[verdict.__module__]  # the package's own name is the function
    monkeypatch.setattr(module, "PICTURES", 2)
    monkeypatch.setattr(module, "STEPS", 40)
    monkeypatch.setattr(module, "EPOCHS", 1)
    outcome = reconstruction(short, save=tmp_path / "r.png")
    found = outcome.numbers["networks"]
    assert found["pooled"]["numbers"] == found["strided"]["numbers"] == (16 * 144, 32 * 36, 32 * 9, 32)
    assert found["neither"]["numbers"] == (16 * 576, 32 * 576, 32 * 576, 32)
    assert found["neither"]["error"][0] < 0.2 and found["neither"]["pixels_off"][0] == 0
    assert (tmp_path / "r.png").is_file() and outcome.verdict.endswith(".")


def test_the_verdict_rests_on_what_the_search_reached() -> None:
    """Block 2 here, as the search misses 30 % behind block 3; pools no worse than strides are not blamed."""
    full = _found((0.0, 0.0, 0.5, 1.0))
    told = verdict({"pooled": _found((0.1, 0.2, 1, 1)), "strided": _found((0.1, 0.1, 1, 1)), "neither": full})
    assert told.startswith("Holds for detail: pools lose some, and in each") and "from block 2" in told
    assert "From block 3 the search misses 30% (pooled)" in told
    told = verdict({"pooled": _found((0.1, 0.2, 1, 1)), "strided": _found((0.1, 0.2, 1, 1)), "neither": full})
    assert "no more than strides do" in told
    one, other = (0.1, 0.3, 1.0, 1.0), (0.1, 0.1, 1.0, 1.0)
    unsure = replace(_found((0.1, 0.2, 1, 1)), trainings=(one, other))
    told = verdict({"pooled": unsure, "strided": _found((0.1, 0.15, 1, 1)), "neither": full})
    assert "is not told" in told
    told = verdict({"pooled": full, "strided": full, "neither": full})
    assert told.startswith("Not shown for detail")
    lost = _found((0.1, 0.2, 1, 1), missed=(0.4, 0.4, 0.4, 0.4))
    assert verdict({"pooled": lost, "strided": lost, "neither": lost}).startswith("Not told: even of the first")
