"""How right a map is, and how much of each class there is, estimated from a sample of reference points.

Counting a map's pixels gives biased areas, since a map's errors do not cancel. The estimators are those of stratified
sampling, each class of the map a stratum: Olofsson et al., Good practices for estimating area and assessing accuracy of
land change, Remote Sensing of Environment 148, 2014, equations 1 to 11; a simple random or systematic sample is taken
as stratified afterwards, which they advise, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError

Z = 1.959964  # of a confidence of 95 %
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Estimated:
    """A number and half the width of its interval of 95 %, which is NaN where a class of the map has one point."""

    value: float
    half: float

    def as_dict(self) -> dict[str, float | None]:
        """Plain values for JSON; None where there is none."""
        return {name: None if np.isnan(value) else float(value) for name, value in vars(self).items()}


@dataclass(frozen=True)
class Accuracy:
    """Counts, (map class, reference class), and what is estimated from them, a number a class.

    ``shares`` are estimated of the whole area, ``mapped`` those of the map itself; ``areas`` are in the unit of the
    areas that were given. ``users`` says how much of a class on the map is right, ``producers`` how much of a class on
    the ground the map has.
    """

    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    overall: Estimated
    users: tuple[Estimated, ...]
    producers: tuple[Estimated, ...]
    shares: tuple[Estimated, ...]
    areas: tuple[Estimated, ...]
    mapped: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        each = {
            name: [one.as_dict() for one in getattr(self, name)] for name in ("users", "producers", "shares", "areas")
        }
        counts = [list(row) for row in self.counts]
        return {
            "classes": list(self.classes), "counts": counts, "overall": self.overall.as_dict(), **each,
            "mapped": list(self.mapped),
        }  # fmt: skip


def accuracy(counts: Sequence[Sequence[int]], areas: Sequence[float], classes: Sequence[str]) -> Accuracy:
    """Estimate from counts, a row a class of the map and a column a class of the reference, and each row's mapped area.

    >>> found = accuracy([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]],
    ...                  [18_000, 13_500, 288_000, 580_500], ["loss", "gain", "forest", "other"])
    >>> f"{found.areas[0].value:,.0f} ± {found.areas[0].half:,.0f} ha"
    '21,158 ± 6,158 ha'

    Raises `ConvscopeError` where a class of the map has an area and no point: nothing is known of it.
    """
    n = np.asarray(counts, dtype=np.float64)
    area = np.asarray(areas, dtype=np.float64)
    points = n.sum(1)
    for name, count, size in zip(classes, points, area, strict=True):
        if size > 0 and not count:
            raise ConvscopeError(
                f"no reference point lies where the map has {name}, {size / area.sum():.1%} of it",
                fix="sample points there, two at least",
            )
    there = points > 0
    rate: Numbers = np.divide(n, points[:, None], out=np.zeros_like(n), where=there[:, None])  # n_ij / n_i.
    weight = area / area.sum()
    share = (weight[:, None] * rate).sum(0)  # p̂_.j, equation 9
    users = np.diag(rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(there[:, None] & (area > 0)[:, None], rate * (1 - rate) / (points - 1)[:, None], 0.0)
        right = np.diag(weight[:, None] * rate)
        producers = right / share  # equation 3
        variance_users = np.where(there, users * (1 - users) / (points - 1), np.nan)  # equation 6
        overall = float((weight**2 * np.diag(spread)).sum())  # equation 5
        ground = (area[:, None] * rate).sum(0)  # N̂_.j
        others = (area[:, None] ** 2 * spread * (1 - np.eye(len(n)))).sum(0)
        variance_producers = (
            area**2 * (1 - producers) ** 2 * np.diag(spread) + producers**2 * others
        ) / ground**2  # equation 7
        variance_share = (weight[:, None] ** 2 * spread).sum(0)  # equation 10
    shares = _estimated(share, variance_share)
    return Accuracy(
        tuple(classes), tuple(tuple(int(value) for value in row) for row in n),
        Estimated(float(right.sum()), Z * overall**0.5),
        _estimated(np.where(there, users, np.nan), variance_users), _estimated(producers, variance_producers), shares,
        tuple(Estimated(one.value * float(area.sum()), one.half * float(area.sum())) for one in shares),
        tuple(float(value) for value in area),
    )  # fmt: skip


def _estimated(values: Numbers, variances: Numbers) -> tuple[Estimated, ...]:
    return tuple(Estimated(float(value), Z * float(np.sqrt(one))) for value, one in zip(values, variances, strict=True))
