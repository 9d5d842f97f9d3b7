"""Temperature scaling, by hand and against torch."""

import numpy as np
import pytest
import torch

from convscope.apply.pictures.confidence import calibrated, calibration_error, shares, temperature
from convscope.errors import ConvscopeError


def drawn(warm: float, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Draw labels as likely as some logits say, and give the logits ``warm`` times too large."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, (count, 5))
    likely = shares(logits).cumsum(1)
    labels = (random.random((count, 1)) > likely).sum(1)
    return logits * warm, labels.clip(0, 4)


@pytest.mark.parametrize("warm", [0.4, 1.0, 3.0])
def test_the_temperature_that_was_put_in_is_found(warm: float) -> None:
    """Labels drawn from the softmax of z, logits 3 z: T is 3."""
    logits, labels = drawn(warm)
    assert temperature(logits, labels) == pytest.approx(warm, rel=0.06)


def test_it_is_where_torchs_loss_is_least() -> None:
    """On either side cross-entropy is higher."""
    logits, labels = drawn(2.0, 500)
    found = temperature(logits, labels)

    def loss(warm: float) -> float:
        return float(torch.nn.functional.cross_entropy(torch.tensor(logits / warm), torch.tensor(labels)))

    assert loss(found) < min(loss(found * 0.99), loss(found * 1.01))


def test_shares_are_torchs_softmax() -> None:
    """With a temperature, and logits so large that exp alone would overflow."""
    logits = np.array([[1000.0, 998.0, -5.0], [0.0, 1.0, 2.0]])
    assert np.allclose(shares(logits, 2.0), torch.tensor(logits / 2).softmax(1).numpy())


def test_the_calibration_error_by_hand() -> None:
    """Four answers that are 0.75 sure, of which two are right: 0.25; one more, wholly sure and right, adds nothing."""
    sure = np.array([[0.75, 0.25]] * 4 + [[1.0, 0.0]])
    labels = np.array([0, 0, 1, 1, 0])
    assert calibration_error(sure, labels) == pytest.approx(0.25 * 4 / 5)


def test_what_was_done_is_said() -> None:
    """Errors before and after, how many are answered at the confidence, and how many of those are right."""
    logits, labels = drawn(3.0)
    found = calibrated(logits, labels, least=0.8, told="validation pictures of x")
    assert found.error < found.error_before / 3 and found.pictures == 4000
    after = shares(logits, found.temperature)
    sure = after.max(1) >= 0.8
    assert found.answered == sure.mean() and found.right == (after.argmax(1) == labels)[sure].mean() > 0.85
    assert found.accuracy == (logits.argmax(1) == labels).mean()


def test_a_confidence_nobody_reaches_answers_nothing() -> None:
    """Its accuracy is no number."""
    logits, labels = np.zeros((30, 2)), np.arange(30) % 2
    found = calibrated(logits, labels, least=0.9)
    assert found.answered == 0 and found.right is None


@pytest.mark.parametrize("least", [0.0, 1.0, -1.0, 90.0, float("nan")])
def test_what_is_no_confidence_is_told(least: float) -> None:
    """It is a share between 0 and 1."""
    with pytest.raises(ConvscopeError, match="between 0 and 1"):
        calibrated(np.zeros((30, 2)), np.zeros(30, np.int64), least=least)


def test_a_handful_of_pictures_is_too_few() -> None:
    """A temperature of ten pictures would be chance."""
    with pytest.raises(ConvscopeError, match="needs 20 or more"):
        calibrated(np.zeros((10, 2)), np.zeros(10, np.int64), least=0.9)
