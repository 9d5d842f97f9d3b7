"""The feature maps (activation maps) of one picture after every layer, functional ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.draw import View
from convscope.errors import UnknownName
from convscope.network import watch

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.picture import Picture

MOST_TILES = 64


def maps(model: Model, picture_HWC: Picture, *, layer: str | None = None) -> tuple[View, ...]:
    """Show every layer's output for one picture, or one layer's: a tile a channel, in the network's order.

    Numbers without a place (after flattening) are one strip. Of more than 64 channels those of highest mean magnitude
    are shown, and the rest counted. Each layer has a scale of its own.

    Raises `UnknownName` for a layer the network does not have.
    """
    fitted = model.fit(picture_HWC)
    network, outputs = watch(model.module, model.enter(fitted[None]), target=model.spelling)
    names = [found.name for found in network]
    if layer is not None and layer not in names:
        raise UnknownName(f"layer of {model.spelling}", layer, names)
    return tuple(
        _view(found.name, output[0].cpu().float().numpy(), fitted)
        for found, output in zip(network, outputs, strict=True)
        if layer in (None, found.name) and output.ndim >= 2
    )


def _view(name: str, output: npt.NDArray[Any], picture: Picture) -> View:
    signed = bool(output.min(initial=0.0) < 0)
    reading = "orange is above zero, blue below, white zero" if signed else "the lighter, the stronger; dark is zero"
    if output.ndim < 3:
        strip = output.reshape(1, 1, -1)
        sentence = f"Numbers without a place, side by side: {reading}."
        return View(strip, "feature map", name, sentence, "signed" if signed else "unsigned", picture=picture)
    channels = output.reshape(output.shape[0], -1, output.shape[-1])
    order = np.argsort(-np.abs(channels).mean(axis=(1, 2)), kind="stable")[:MOST_TILES]
    order = np.sort(order)
    return View(
        channels[order],
        "feature maps",
        name,
        f"One tile a channel: {reading}.",
        "signed" if signed else "unsigned",
        tuple(str(channel) for channel in order),
        picture,
        hidden=len(channels) - len(order),
    )
