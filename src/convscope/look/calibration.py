"""Whether a run is right as often as it is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from convscope.draw.chart import Chart, Line, Lines

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run

BINS = 15


@dataclass(frozen=True)
class Calibration:
    """Answers in bins of equal width by their probability, 0 to 1; a bin of none is nan in ``sure`` and ``right``.

    ``counts`` of answers, ``sure`` their mean probability, ``right`` the share that is right. ``error`` is the expected
    calibration error, ``Σ nᵦ / n · |rightᵦ - sureᵦ|``. Where a picture may have several labels, every yes-or-no is an
    answer, its probability that of yes, and right is that it is a yes.
    """

    counts: npt.NDArray[np.int64]
    sure: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]
    error: float
    several: bool = False

    @property
    def sentence(self) -> str:
        """How to read it."""
        subject = "yes-or-nos" if self.several else "answers"
        true = "is yes" if self.several else "is right"
        mean = float(np.nansum((self.right - self.sure) * self.counts)) / max(int(self.counts.sum()), 1)
        lean = "too sure" if mean < 0 else "too doubtful"
        tendency = f" On the whole it is {lean}, by {abs(mean):.1%}." if not self.several and abs(mean) > 5e-4 else ""
        return (
            f"{int(self.counts.sum()):,} {subject} in {len(self.counts)} bins by their probability; a point is the "
            f"share of a bin that {true}. On the dashed line probability is what it says; below it the network is too "
            f"sure. Expected calibration error {self.error:.2%}: the mean distance from that line, "
            "Σ nᵦ / n · |right - sure|."
            f"{tendency}"
        )

    def panel(self) -> Lines:
        """Give the reliability diagram: share that is right over probability."""
        there = self.counts > 0
        title = "how often it is yes" if self.several else "how often it is right"
        points = Line("what came", self.sure[there].tolist(), self.right[there].tolist())
        ideal = Line("as often as it says", [0.0, 1.0], [0.0, 1.0], dashed=True)
        return Lines(title, "probability it gives", [points, ideal], percent=True)

    def chart(self) -> Chart:
        """Draw the reliability diagram."""
        return Chart("How sure it is, and how often right", self.sentence, (self.panel(),))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; None for a bin of none."""
        plain = {name: [None if x != x else x for x in getattr(self, name).tolist()] for name in ("sure", "right")}
        return {"error": self.error, "counts": self.counts.tolist(), **plain}


def calibration(run: Run, dataset: Dataset, *, bins: int = BINS) -> Calibration:
    """Compare how sure a run's test answers are with how often they are right.

    The reliability diagram and the expected calibration error of Guo, Pleiss, Sun and Weinberger, "On Calibration of
    Modern Neural Networks" (ICML 2017, equation 3), with bins of equal width. Raises `BrokenRun` where the run has no
    test answers.
    """
    from torchmetrics.functional.classification import binary_calibration_error

    logits, indices = run.predictions()
    answers, labels = torch.from_numpy(logits).double(), torch.from_numpy(dataset.labels[indices])
    several = labels.ndim == 2
    if several:
        sure, right = answers.sigmoid().flatten(), labels.flatten()
    else:
        sure, chosen = answers.softmax(1).max(1)
        right = (chosen == labels).long()
    error = float(binary_calibration_error(sure, right, n_bins=bins, norm="l1"))
    place = (torch.bucketize(sure, torch.linspace(0, 1, bins + 1, dtype=sure.dtype), right=True) - 1).clamp(0, bins - 1)
    counts = np.bincount(place.numpy(), minlength=bins)
    sums = [np.bincount(place.numpy(), weights=values.double().numpy(), minlength=bins) for values in (sure, right)]
    means = [np.divide(one, counts, out=np.full(bins, np.nan), where=counts > 0) for one in sums]
    return Calibration(counts.astype(np.int64), means[0], means[1], error, several)
