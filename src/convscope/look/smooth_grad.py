"""SmoothGrad: the gradient, averaged over noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.look.laid import laid
from convscope.look.projected import question
from convscope.look.slopes import summed_slopes
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.draw import Views
    from convscope.look.projected import Question
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.picture import Picture


def smooth_grad(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None, samples: int = 25, noise: float = 0.15,
    progress: Progress | None = None,
) -> Views:  # fmt: skip
    """Show how strongly an answer depends on each pixel: its gradient over ``samples`` noisy copies, averaged.

    Smilkov et al., arXiv 1706.03825. ``noise`` is the standard deviation as a share of the range of what enters; it is
    drawn from torch's generator, so that a seed repeats it. A pixel's number is the sum over its channels of the
    magnitudes.

    Raises `UnknownName` for a layer or a class there is not, `ConvscopeError` for fewer samples than one.
    """
    asking = question(model, picture_HWC, layer, unit, at, target, alone=True)
    slopes = smoothed(asking, samples=samples, noise=noise, progress=progress)
    sentence = (
        f"How much {asking.units[0].told} changes with each pixel, averaged over {samples} copies with noise of "
        f"{noise:.0%}: the lighter, the more, up or down.{asking.unfound}"
    )
    map_HW = np.abs(slopes).sum(0)
    return laid(
        asking.fitted, map_HW, method="SmoothGrad", layer=asking.layer.name, sentence=sentence, box=asking.spans
    )  # fmt: skip


def smoothed(
    asking: Question, *, samples: int, noise: float, progress: Progress | None = None
) -> npt.NDArray[np.float64]:
    """Average the gradient over noisy copies of what entered: (C, H, W)."""
    if samples < 1 or noise < 0:
        raise ConvscopeError(
            f"{samples} samples with noise of {noise:g} came", fix="give at least 1, and noise of 0 or more"
        )
    images = asking.images
    width = noise * float(images.max() - images.min())

    def nearby(first: int, last: int) -> Tensor:
        many = images.expand(last - first, -1, -1, -1)
        return many + width * torch.randn(many.shape).to(images.device)

    slopes: npt.NDArray[np.float64] = (
        (summed_slopes(asking, samples, nearby, progress=progress) / samples).cpu().numpy()
    )
    return slopes
