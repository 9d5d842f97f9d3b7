"""Integrated gradients: an answer's rise from a grey picture to this one, shared out over the pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.look.laid import laid
from convscope.look.projected import question
from convscope.look.slopes import scores_of, summed_slopes
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.draw import View
    from convscope.look.projected import Question
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.picture import Picture

COARSE = 0.05  # of the difference: an error above it is said to be large
EXACT = 0.01  # of the difference: where the stretches miss more than that together, points are added
POINTS, MOST = 5, 8  # of a stretch of the line; times as many points as asked for, at most
AT_ONCE = 4  # pictures answered together


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
class Stretch:
    """The shares found on a part of the line from grey, 0, to the picture, 1, and the answers at its ends."""

    low: float
    high: float
    before: float
    after: float
    values: npt.NDArray[np.float64]

    @property
    def gap(self) -> float:
        """By how much the shares miss what the answer rises by on the way, up or down."""
        return abs(float(self.values.sum()) - (self.after - self.before))


def integrated_gradients(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None, steps: int = 50,
    progress: Progress | None = None,
) -> tuple[View, ...]:  # fmt: skip
    """Share out the difference between the answers to this picture and to a grey one over the pixels.

    Sundararajan, Taly, Yan, ICML 2017: (x - x′) ∫ ∂F(x′ + α(x - x′))/∂x dα, by Gauss–Legendre quadrature, five points
    a stretch of the line. The shares add up to the difference (completeness), on every stretch: the one that misses its
    own difference most is halved until all together miss less than a hundredth, or eight times the ``steps`` that it
    began with are taken; how far they miss it is said. Grey is the mean that the network's contract subtracts. A
    pixel's number is the sum over its channels.

    Raises `UnknownName` for a layer or a class there is not, `ConvscopeError` for fewer steps than one.
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
    """Integrate an answer's gradient along the straight line from grey, which enters as zeros, to the picture."""
    points = _checked(steps)
    at_grey, at_picture = _answers(asking, np.array([0.0, 1.0]))
    whole = _stretch(asking, (0.0, 1.0), (at_grey, at_picture), points)
    return Integrated(whole.values, at_picture, at_grey, steps)


def completed(asking: Question, *, steps: int, progress: Progress | None = None) -> Integrated:
    """Integrate the same stretch by stretch, with more points where they do not add up to what the answer rises."""
    points, most = min(POINTS, _checked(steps)), MOST * steps
    ends = np.linspace(0, 1, steps // points + 1)
    answers, stretches, done = _answers(asking, ends), list[Stretch](), 0
    waiting = [((ends[at], ends[at + 1]), (answers[at], answers[at + 1])) for at in range(len(ends) - 1)]
    while waiting:
        stretches.append(_stretch(asking, *waiting.pop(0), points))
        done += points
        if progress is not None:
            progress(done, most)
        missed = sum(one.gap for one in stretches)
        if not waiting and missed > EXACT * abs(answers[-1] - answers[0]) and done + 2 * points <= most:
            worst = stretches.pop(max(range(len(stretches)), key=lambda at: stretches[at].gap))
            middle = (worst.low + worst.high) / 2
            (between,) = _answers(asking, np.array([middle]))
            waiting = [((worst.low, middle), (worst.before, between)), ((middle, worst.high), (between, worst.after))]
    return Integrated(np.sum([one.values for one in stretches], axis=0), answers[-1], answers[0], done)


def _stretch(asking: Question, ends: tuple[float, float], answers: tuple[float, float], points: int) -> Stretch:
    """Integrate along a part of the line."""
    places, weights = np.polynomial.legendre.leggauss(points)
    length, images = ends[1] - ends[0], asking.images
    along = torch.from_numpy(ends[0] + length * (places + 1) / 2)

    def nearby(first: int, last: int) -> Tensor:
        return images * along[first:last].to(images)[:, None, None, None]

    slopes = summed_slopes(asking, points, nearby, torch.from_numpy(length * weights / 2))
    return Stretch(*ends, *answers, (slopes * images[0].double()).cpu().numpy())


def _answers(asking: Question, along: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Answer at places of the line, a few pictures at a time."""
    found: list[float] = []
    for first in range(0, len(along), AT_ONCE):
        places = torch.from_numpy(along[first : first + AT_ONCE]).to(asking.images)
        found += scores_of(asking, asking.images * places[:, None, None, None]).tolist()
    return tuple(found)


def _checked(steps: int) -> int:
    if steps < 1:
        raise ConvscopeError(f"{steps} steps came", fix="give at least 1")
    return steps


def _missed(found: Integrated) -> str:
    share = abs(found.error) / (abs(found.difference) or 1.0)
    told = f"an error of {share:.2g} of it" if share < 1 else f"an error of {abs(found.error):.2g}"
    return told + ("; that is much: begin with more steps" if share > COARSE else "")
