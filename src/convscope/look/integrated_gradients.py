"""Integrated gradients: an answer's rise from a grey picture to this one, shared out over the pixels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.look.laid import laid
from convscope.look.projected import question
from convscope.look.slopes import batch_of, scores_and_slopes, scores_of, summed_slopes
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.draw import Views
    from convscope.look.projected import Question
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.picture import Picture

COARSE = 0.05  # of the difference: an error above it is said to be large
EXACT = 0.004  # of the difference: where the stretches miss more than that together, points are added
APART = 0.05  # and so they are where they miss more than that each by itself, whether up or down
FIRST = 9  # points to begin with, evenly
AT_ONCE = 4  # stretches halved together
SHORTEST = 2.0**-16  # of the line: a stretch as short as that has a jump in it, which no point mends


@dataclass(frozen=True)
class Integrated:
    """Each number's share, (C, H, W), and the answers at the picture and at the grey one, whose difference they share.

    ``error`` is by how much their sum misses it. ``points`` is how many gradients were taken.
    """

    values: npt.NDArray[np.float64]
    at_picture: float
    at_grey: float
    points: int

    @property
    def difference(self) -> float:
        """What is shared out."""
        return self.at_picture - self.at_grey

    @property
    def error(self) -> float:
        """Sum of the shares, less what is shared out."""
        return float(self.values.sum()) - self.difference


@dataclass(frozen=True)
class Point:
    """A place on the line from grey, 0, to the picture, 1; the answer there, and how it rises along the line.

    ``parts``, (C, H, W), is what each number adds to that rise.
    """

    along: float
    answer: float
    parts: npt.NDArray[np.float32]
    rise: float


def integrated_gradients(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None, steps: int = 48,
    progress: Progress | None = None,
) -> Views:  # fmt: skip
    """Share out the difference between the answers to this picture and to a grey one over the pixels.

    Sundararajan, Taly, Yan, ICML 2017: (x - x′) ∫ ∂F(x′ + α(x - x′))/∂x dα, by trapezoids. The shares add up to the
    difference (completeness), on every stretch of the line: those that miss their own difference most are halved until
    all together miss less than 0.4 % and each by itself, added up, less than a twentieth, or ``steps`` gradients
    are taken; how far they miss it is said. Grey is the mean that the network's contract subtracts. A pixel's number is
    the sum over its channels.

    Raises `UnknownName` for a layer or a class there is not, `ConvscopeError` for fewer steps than two.
    """
    asking = question(model, picture_HWC, layer, unit, at, target, alone=True)
    found = completed(asking, steps=steps, progress=progress)
    sentence = (
        f"What each pixel adds to {asking.units[0].told} (orange) or takes from it (blue), beside a grey picture. They "
        f"add up to {found.values.sum():.4g}; the answers differ by {found.difference:.4g}: {_missed(found)}."
        f"{asking.unfound}"
    )
    map_HW = found.values.sum(0)
    return laid(
        asking.fitted, map_HW, method="integrated gradients", layer=asking.layer.name, sentence=sentence,
        box=asking.spans,
    )  # fmt: skip


def integrated(asking: Question, *, steps: int) -> Integrated:
    """Integrate an answer's gradient along the straight line from grey, which enters as zeros, to the picture.

    By Gauss–Legendre quadrature, as captum does.
    """
    _check(steps, least=1)
    places, weights = np.polynomial.legendre.leggauss(steps)
    images, along = asking.images, torch.from_numpy((places + 1) / 2)

    def nearby(first: int, last: int) -> Tensor:
        return images * along[first:last].to(images)[:, None, None, None]

    slopes = summed_slopes(asking, steps, nearby, torch.from_numpy(weights / 2))
    at_grey, at_picture = scores_of(asking, torch.cat([torch.zeros_like(images), images])).tolist()
    return Integrated((slopes * images[0].double()).cpu().numpy(), at_picture, at_grey, steps)


def completed(asking: Question, *, steps: int, progress: Progress | None = None) -> Integrated:
    """Integrate the same by trapezoids, with more points where they do not add up to what the answer rises."""
    _check(steps, least=2)
    points = _points(asking, np.linspace(0, 1, min(FIRST, steps)))
    while len(points) < steps:
        if progress is not None:
            progress(len(points), steps)
        gaps = np.array([_gap(*ends) for ends in pairwise(points)])
        most = abs(points[-1].answer - points[0].answer)
        if abs(gaps.sum()) <= EXACT * most and np.abs(gaps).sum() <= APART * most:
            break
        gaps = np.abs(gaps)
        lengths = np.diff([one.along for one in points])
        worst = np.argsort(-gaps, kind="stable")[: min(AT_ONCE, steps - len(points))]
        worst = worst[(gaps[worst] > 0) & (lengths[worst] > SHORTEST)]
        if not len(worst):
            break
        middles = [(points[at].along + points[at + 1].along) / 2 for at in worst]
        points = sorted([*points, *_points(asking, np.array(middles))], key=lambda one: one.along)
    if progress is not None:
        progress(steps, steps)
    along = np.array([one.along for one in points])
    weights = (np.diff(along, prepend=0.0) + np.diff(along, append=1.0)) / 2
    values = sum(weight * one.parts.astype(np.float64) for weight, one in zip(weights, points, strict=True))
    return Integrated(np.asarray(values), points[-1].answer, points[0].answer, len(points))


def _points(asking: Question, along: npt.NDArray[np.float64]) -> list[Point]:
    """Answer at places of the line, with gradients, a few pictures at a time."""
    images, found, batch = asking.images, list[Point](), batch_of(asking)
    for first in range(0, len(along), batch):
        places = along[first : first + batch]
        scores, slopes = scores_and_slopes(asking, images * torch.from_numpy(places).to(images)[:, None, None, None])
        parts: npt.NDArray[Any] = (slopes * images).float().cpu().numpy()
        found += [
            Point(float(place), float(score), one, float(one.sum(dtype=np.float64)))
            for place, score, one in zip(places, scores, parts, strict=True)
        ]
    return found


def _gap(low: Point, high: Point) -> float:
    """Say by how much a trapezoid misses what the answer rises by on a stretch."""
    return (high.along - low.along) * (low.rise + high.rise) / 2 - (high.answer - low.answer)


def _check(steps: int, *, least: int) -> None:
    if steps < least:
        raise ConvscopeError(f"{steps} steps came", fix=f"give at least {least}")


def _missed(found: Integrated) -> str:
    share = abs(found.error) / (abs(found.difference) or 1.0)
    told = f"an error of {share:.2g} of it" if share < 1 else f"an error of {abs(found.error):.2g}"
    told += f", with {found.points} gradients"
    return told + ("; that is much: more steps miss less" if share > COARSE else "")
