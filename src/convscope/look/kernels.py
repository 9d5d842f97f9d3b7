"""The kernels of a layer, as learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.draw import View
from convscope.look.convolutions import convolution

if TYPE_CHECKING:
    from collections.abc import Mapping

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
