"""The kernels of a layer, as learnt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convscope.draw import View
from convscope.look.convolutions import convolution

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from convscope.model import Model

MOST_TILES = 96


def kernels(model: Model, layer: str | None = None, *, weights: Mapping[str, Tensor] | None = None) -> View:
    """Show a convolution's kernels, a functional or a transposed one's too; by default the first one's.

    One tile a kernel and input channel, all on one scale; three input channels together are shown in colour, scaled so
    that grey is zero. ``weights`` are shown in place of the model's own: a moment of its training, say.

    Raises `UnknownName` for a layer that is not a convolution of the model.
    """
    found = convolution(model, layer, weights=weights)
    name, kernel = found.name, found.weight
    outputs, inputs, height, width = kernel.shape
    if inputs == 3:
        reach = float(np.abs(kernel).max()) or 1.0
        shown = min(outputs, MOST_TILES)
        return View(
            (kernel[:shown] / reach / 2 + 0.5).transpose(0, 2, 3, 1),
            "kernels",
            name,
            f"Each tile is one kernel over red, green and blue; mid-grey is weight 0, full colour ±{reach:.3g}.",
            "picture",
            tuple(str(unit) for unit in range(shown)),
            hidden=outputs - shown,
        )
    tiles = kernel.reshape(outputs * inputs, height, width)
    shown = min(len(tiles), MOST_TILES)
    a_group = outputs // found.groups  # kernels that read the same input channels
    captions = [
        str(unit) if inputs == 1 else f"{unit}←{unit // a_group * inputs + channel}"
        for unit in range(outputs)
        for channel in range(inputs)
    ]
    return View(
        tiles[:shown],
        "kernels",
        name,
        "A bright pixel under an orange weight raises the sum, under a blue one it lowers it, under white it does not "
        "count.",
        "signed",
        tuple(captions[:shown]),
        hidden=len(tiles) - shown,
        columns=inputs if 1 < inputs <= 16 else None,
    )


def on_one_scale(views: Sequence[View], weights: Sequence[Tensor]) -> list[View]:
    """Bring views of one layer's kernels to one scale, made from these weights, so that they can be compared.

    Kernels in colour, each w / reach / 2 + 1/2 by its own largest weight, are scaled by the largest of them all.
    """
    reaches = [float(weight.abs().max()) or 1.0 for weight in weights]
    largest = max(reaches)
    if views[0].legend != "picture":
        return [replace(view, limits=(-largest, largest)) for view in views]
    sentence = f"Each tile is one kernel over red, green and blue; mid-grey is weight 0, full colour ±{largest:.3g}."
    return [
        replace(view, array=(view.array - 0.5) * (reach / largest) + 0.5, sentence=sentence)
        for view, reach in zip(views, reaches, strict=True)
    ]
