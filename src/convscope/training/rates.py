"""A suggestion for the learning rate, read off a training whose rate rises step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

KEPT = 0.95  # of the average, from one step to the next
BEGINNING = 0.1  # share of the steps whose loss is taken for that of the beginning
CLEAR = 0.1  # share of the beginning's loss that it must fall by for anything to be said
HALF = 0.5  # of the fall, with which the rates begin that are good


@dataclass(frozen=True)
class Falling:
    """With which rate half of the loss's fall is done, with which all of it; the ``middle`` is one to train with."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Their geometric mean.

        >>> Falling(0.001, 0.1).middle
        0.01
        """
        return sqrt(self.low * self.high)


def smoothed(losses: Sequence[float]) -> npt.NDArray[np.float64]:
    """Average losses with those before, each 5 % less; divided by the weights there are, so that it begins unbiased.

    Kingma and Ba, arXiv 1412.6980, section 3.

    >>> smoothed([2.0, 2.0, 2.0]).tolist()
    [2.0, 2.0, 2.0]
    """
    averages, average = [], 0.0
    for step, loss in enumerate(losses, start=1):
        average = KEPT * average + (1 - KEPT) * loss
        averages.append(average / (1 - KEPT**step))
    return np.round(averages, 12)


def falling(rates: Sequence[float], losses: Sequence[float]) -> Falling | None:
    """Find the rates in the lower half of the smoothed loss's fall: from half-way down to its least.

    Rising rates are Smith's idea (arXiv 1506.01186). Where the loss falls steepest is too low a rate, since a network
    that begins on a plateau leaves it with the first rate that moves it at all; a tenth of the rate of the least loss
    is too low for SGD. Half of the fall is done by rates that learn, and the least is where the next ones do harm:
    between them lies what trains well with all optimisers (``bench/rates.py``). None where the loss never falls
    clearly.
    """
    if len(losses) < 2:
        return None
    averages = smoothed(losses)
    beginning = max(2, round(BEGINNING * len(losses)))
    before = float(np.median(losses[:beginning]))
    least = int(averages.argmin())
    fall = before - float(averages[least])
    if least < beginning or fall < CLEAR * abs(before):
        return None
    above = np.flatnonzero(averages[:least] >= before - HALF * fall)
    return Falling(float(rates[above[-1] if len(above) else 0]), float(rates[least]))
