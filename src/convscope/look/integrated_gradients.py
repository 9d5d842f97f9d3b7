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


@dataclass(frozen=True)
class Integrated:
    """Each number's share, (C, H, W), and the answers at the picture and at the grey one, whose difference they share.

    ``error`` is by how much their sum misses it.
    """

    values: npt.NDArray[np.float64]
    at_picture: float
    at_grey: float

    @property
    def difference(self) -> float:
        """What is shared out."""
        return self.at_picture - self.at_grey

    @property
    def error(self) -> float:
        """Sum of the shares, less what is shared out."""
        return float(self.values.sum()) - self.difference


def integrated_gradients(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None, steps: int = 50,
    progress: Progress | None = None,
) -> tuple[View, ...]:  # fmt: skip
    """Share out the difference between the answers to this picture and to a grey one over the pixels.

    Sundararajan, Taly, Yan, ICML 2017: (x - x′) ∫ ∂F(x′ + α(x - x′))/∂x dα, by Gauss–Legendre quadrature with
    ``steps`` points. The shares add up to the difference (completeness); how far they miss it is said. Grey is the mean
    that the network's contract subtracts. A pixel's number is the sum over its channels.

    Raises `UnknownName` for a layer or a class there is not, `ConvscopeError` for fewer steps than one.
    """
    asking = question(model, picture_HWC, layer, unit, at, target, alone=True)
    found = integrated(asking, steps=steps, progress=progress)
    sentence = (
        f"What each pixel adds to {asking.units[0].told} (orange) or takes from it (blue), beside a grey picture. They "
        f"add up to {found.values.sum():.4g}; the answers differ by {found.difference:.4g}: {_missed(found, steps)}."
        f"{asking.unfound}"
    )
    map_HW = found.values.sum(0)
    return laid(
        asking.fitted, map_HW, method="integrated gradients", layer=asking.layer.name, sentence=sentence,
        box=asking.spans,
    )  # fmt: skip


def integrated(asking: Question, *, steps: int, progress: Progress | None = None) -> Integrated:
    """Integrate an answer's gradient along the straight line from grey, which enters as zeros, to the picture."""
    if steps < 1:
        raise ConvscopeError(f"{steps} steps came", fix="give at least 1")
    points, weights = np.polynomial.legendre.leggauss(steps)
    along, shares = torch.from_numpy((points + 1) / 2), torch.from_numpy(weights / 2)
    images = asking.images

    def nearby(first: int, last: int) -> Tensor:
        return images * along[first:last].to(images)[:, None, None, None]

    slopes = summed_slopes(asking, steps, nearby, shares, progress=progress)
    at_picture, at_grey = scores_of(asking, torch.cat([images, torch.zeros_like(images)])).tolist()
    return Integrated((slopes * images[0].double()).cpu().numpy(), at_picture, at_grey)


def _missed(found: Integrated, steps: int) -> str:
    share = abs(found.error) / (abs(found.difference) or 1.0)
    told = f"an error of {share:.2g} of it" if share < 1 else f"an error of {abs(found.error):.2g}"
    return told + (f"; that is much: take more steps than {steps}" if share > COARSE else "")
