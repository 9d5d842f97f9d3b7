"""How sure a network may be taken to be: temperature scaling, and what is right where it is sure enough.

Guo, Pleiss, Sun, Weinberger, *On calibration of modern neural networks*, arXiv 1706.04599: logits z are divided by one
number T > 0 before the softmax, the T that makes the validation labels likeliest, ``min_T -Σ log softmax(z/T)_y``. The
order of classes stays; only how sure they are changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError

LEAST = 20  # pictures
BINS = 15  # of confidence, as in the paper
LOW, HIGH = 0.02, 50.0  # temperatures
Logits = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Calibration:
    """Temperature, from so many ``pictures`` of which ``told`` says which they are, and what it brought on them.

    ``error_before`` and ``error`` are expected calibration errors, 0 … 1, of the same pictures. Nothing is said below
    the confidence ``least``: of the pictures ``answered`` is the share that lay above, ``right`` the accuracy of those,
    ``accuracy`` that of all.
    """

    temperature: float
    told: str
    pictures: int
    error_before: float
    error: float
    least: float
    answered: float
    right: float | None
    accuracy: float


def calibrated(
    logits: Logits, labels: npt.NDArray[np.int64], *, least: float, told: str = "validation pictures"
) -> Calibration:
    """Find the temperature on pictures of a validation part, and say what holds there above a confidence ``least``.

    Raises `ConvscopeError` where there are fewer than `LEAST`, or the confidence is none.
    """
    check_confidence(least)
    if len(labels) < LEAST:
        raise ConvscopeError(
            f"{len(labels)} {told} came, a confidence needs {LEAST} or more", fix="--calibrate a larger labelled folder"
        )
    logits = logits.astype(np.float64)
    found = temperature(logits, labels)
    before, after = shares(logits), shares(logits, found)
    right = after.argmax(1) == labels
    sure = after.max(1) >= least
    return Calibration(
        found, told, len(labels), calibration_error(before, labels), calibration_error(after, labels), least,
        float(sure.mean()), float(right[sure].mean()) if sure.any() else None, float(right.mean()),
    )  # fmt: skip


def check_confidence(least: float) -> None:
    """Refuse what is no confidence."""
    if not 0 < least < 1:
        raise ConvscopeError(f"confidence = {least:g} came", fix="give a share between 0 and 1, as 0.9")


def temperature(logits: Logits, labels: npt.NDArray[np.int64]) -> float:
    """Find the temperature that makes the labels likeliest; the loss is convex in 1/T, so that there is one.

    >>> z = np.array([[2.0, 0], [2, 0], [2, 0], [0, 2]])
    >>> round(temperature(z, np.array([0, 0, 1, 1])), 3)  # right in 3 of 4: log 3 is how far apart they should be
    1.82
    """
    from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]

    def loss(cold: float) -> float:
        scaled = logits * cold
        top = scaled.max(1, keepdims=True)
        likely = np.log(np.exp(scaled - top).sum(1)) + top[:, 0] - scaled[np.arange(len(labels)), labels]
        return float(likely.mean())

    found = minimize_scalar(loss, bounds=(1 / HIGH, 1 / LOW), method="bounded", options={"xatol": 1e-6})
    return float(1 / found.x)


def shares(logits: Logits, temperature: float = 1.0) -> npt.NDArray[np.float64]:
    """Give the softmax of logits, cooler or warmer.

    >>> shares(np.array([[0.0, np.log(3)]])).round(4).tolist()
    [[0.25, 0.75]]
    """
    scaled = logits.astype(np.float64) / temperature
    risen = np.exp(scaled - scaled.max(1, keepdims=True))
    return np.asarray(risen / risen.sum(1, keepdims=True))


def calibration_error(shares: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> float:
    """Give the expected calibration error, ``Σ nᵦ / n · |rightᵦ - sureᵦ|`` over `BINS` bins of confidence."""
    sure, right = shares.max(1), shares.argmax(1) == labels
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    apart = [abs(float(right[place == number].sum() - sure[place == number].sum())) for number in range(BINS)]
    return sum(apart) / len(labels)
