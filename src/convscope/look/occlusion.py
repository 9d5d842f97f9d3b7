"""Occlusion: how far an answer falls when a part of the picture is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from convscope.look.laid import laid
from convscope.look.occluded import Occluded, occluded, occluded_plainly, windows
from convscope.look.projected import question
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.draw import Views
    from convscope.look.projected import Question
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.picture import Picture

SHARE = 7  # windows along the shorter side, by default


def occlusion(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None, window: int = 0, stride: int = 0,
    progress: Progress | None = None,
) -> Views:  # fmt: skip
    """Hide the picture behind a grey window, place by place: Zeiler and Fergus, ECCV 2014.

    A pixel's number is how far the answer (the likeliest class, ``target``, or a unit of a layer) falls, on average
    over the windows that hide it; below zero it rises. The window is a square of ``window`` pixels, by default a
    seventh of the shorter side, moved by ``stride``, by default half of it; grey is the mean that the network's
    contract subtracts. No gradient is needed, and no rule for one.

    Raises `UnknownName` for a layer or a class there is not, `ConvscopeError` for a window that does not fit.
    """
    asking = question(model, picture_HWC, layer, unit, at, target, alone=True)
    height, width = asking.fitted.shape[:2]
    side, step = window_of(height, width, window, stride)
    found = hidden_everywhere(asking, side, step, progress)
    fall = found.attribution(height, width)
    told = asking.units[0].told
    sentence = (
        f"How far {told} ({found.base:.3g}) falls when a window of {side} × {side} is hidden in grey, by steps of "
        f"{step}: orange speaks for it, blue against it.{asking.unfound}"
    )
    return laid(
        asking.fitted, fall, method="occlusion", layer=asking.layer.name, sentence=sentence, box=asking.spans
    )  # fmt: skip


def hidden_everywhere(asking: Question, window: int, stride: int, progress: Progress | None = None) -> Occluded:
    """Answer with a grey window at every place of the picture."""
    images, (height, width) = asking.images, asking.fitted.shape[:2]
    changes, grey = windows((height, width), window, stride), torch.zeros(images.shape[1], device=images.device)
    if asking.box is not None:
        return occluded_plainly(asking.scores, images, changes, grey, progress)
    return occluded(asking.model.module, asking.recorded, asking.units[0], changes, grey, progress)


def window_of(height: int, width: int, window: int, stride: int) -> tuple[int, int]:
    """Choose the window's side and its step where they are 0.

    >>> window_of(224, 320, 0, 0), window_of(224, 320, 16, 0)
    ((32, 16), (16, 8))
    """
    side = window or max(1, -(-min(height, width) // SHARE))
    return side, stride or max(1, side // 2)
