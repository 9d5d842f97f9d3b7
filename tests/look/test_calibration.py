"""How sure and how often right."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torchmetrics.functional.classification import binary_calibration_error, multiclass_calibration_error

from convscope.data import ArrayPictures, Dataset
from convscope.look import calibration
from convscope.runs import Run


def judged(shares: list[float], right: list[bool], bins: int = 10) -> Any:
    """Judge answers of two classes given with these probabilities."""
    logits = np.array([[np.log(share / (1 - share)), 0.0] for share in shares], np.float32)
    run: Any = SimpleNamespace(predictions=lambda: (logits, np.arange(len(shares))))
    labels = np.array([0 if one else 1 for one in right])
    pictures = ArrayPictures(np.zeros((len(shares), 2, 2, 1), np.uint8))
    return calibration(run, Dataset("these", pictures, labels, ("a", "b"), np.arange(len(shares))), bins=bins)


def test_by_hand() -> None:
    """Four answers at 0.95, three of them right; two at 0.65, both right: 4/6 · 0.2 + 2/6 · 0.35."""
    found = judged([0.95] * 4 + [0.65] * 2, [True] * 3 + [False] + [True] * 2)
    assert found.counts.tolist() == [0, 0, 0, 0, 0, 0, 2, 0, 0, 4]
    assert found.sure[9] == pytest.approx(0.95) and found.right[9] == 0.75 and found.right[6] == 1
    assert np.isnan(found.sure[0])
    assert found.error == pytest.approx(4 / 6 * 0.2 + 2 / 6 * 0.35, abs=1e-6)
    assert "too sure, by 1.7%" in found.sentence


def test_one_that_is_right_as_often_as_sure_has_no_error() -> None:
    """Three of four at 0.75."""
    found = judged([0.75] * 4, [True] * 3 + [False])
    assert found.error == pytest.approx(0, abs=1e-6) and "On the whole" not in found.sentence


def test_a_runs_error_is_the_bins_own_and_torchmetrics(run: Run, digits: Dataset) -> None:
    """The mean over the bins that are drawn is what torchmetrics gives for the logits."""
    logits, indices = run.predictions()
    found = calibration(run, digits)
    right = multiclass_calibration_error(
        torch.from_numpy(logits).double().softmax(1), torch.from_numpy(digits.labels[indices]), 10, n_bins=15
    )
    there = found.counts > 0
    own = (found.counts[there] * np.abs(found.right - found.sure)[there]).sum() / found.counts.sum()
    assert found.error == pytest.approx(float(right), abs=1e-6) == pytest.approx(own, abs=1e-6)
    assert found.counts.sum() == len(indices) and found.as_dict()["error"] == found.error
    assert "probability it gives" in found.chart().svg()


def test_of_several_labels_every_yes_or_no_is_an_answer() -> None:
    """Their probability is that of yes."""
    random = np.random.default_rng(1)
    logits, labels = random.normal(size=(30, 3)).astype(np.float32), random.integers(0, 2, (30, 3))
    run: Any = SimpleNamespace(predictions=lambda: (logits, np.arange(30)))
    pictures = ArrayPictures(np.zeros((30, 2, 2, 1), np.uint8))
    found = calibration(run, Dataset("these", pictures, labels, ("a", "b", "c"), np.arange(30)))
    right = binary_calibration_error(
        torch.from_numpy(logits).flatten().sigmoid(), torch.from_numpy(labels).flatten(), n_bins=15
    )
    assert found.several and found.counts.sum() == 90
    assert found.error == pytest.approx(float(right), abs=1e-6)
