"""The feature maps (activation maps) of one picture after every layer, functional ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.draw import View, Views
from convscope.errors import ConvscopeError, UnknownName
from convscope.network import watch

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.picture import Picture

MOST_TILES = 64
ORDERS = ("channel", "activity")


def maps(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, page: int = 1, order: str = "channel"
) -> Views:
    """Show every layer's output for one picture, or one layer's: a tile a channel.

    Numbers without a place (after flattening) are one strip. Of more than 64 channels a ``page`` shows 64: the first
    those of highest mean magnitude. On a page they stand by ``order``: *channel*, or *activity*, the most active
    first. Each layer has a scale of its own.

    Raises `UnknownName` for a layer the network does not have, `ConvscopeError` for a page it does not have.
    """
    if order not in ORDERS:
        raise UnknownName("order of maps", order, list(ORDERS))
    fitted = model.fit(picture_HWC)
    network, outputs = watch(model.module, model.enter(fitted[None]), target=model.spelling)
    layer = None if layer is None else network.last_of(layer).name
    chosen = {
        found.name: output[0].cpu().float().numpy()
        for found, output in zip(network, outputs, strict=True)
        if layer in (None, found.name) and output.ndim >= 1 and len(output)  # a detector's boxes may be none
    }
    pages = max((_pages(output) for output in chosen.values()), default=1)
    if not 1 <= page <= pages:
        of = layer or model.spelling
        raise ConvscopeError(
            f"{of} has no page {page} of maps", fix=f"give 1 … {pages}" if pages > 1 else "leave it out"
        )
    return Views(_view(name, output, fitted, page, order) for name, output in chosen.items() if page <= _pages(output))


def _pages(output: npt.NDArray[Any]) -> int:
    return -(-len(output) // MOST_TILES) if output.ndim >= 3 else 1


def _view(name: str, output: npt.NDArray[Any], picture: Picture, page: int, order: str) -> View:
    signed = bool(output.min(initial=0.0) < 0)
    reading = "orange is above zero, blue below, white zero" if signed else "the lighter, the stronger; dark is zero"
    if output.ndim < 3:
        strip = output.reshape(1, 1, -1)
        sentence = f"Numbers without a place, side by side: {reading}."
        return View(strip, "feature map", name, sentence, "signed" if signed else "unsigned", picture=picture)
    channels = output.reshape(output.shape[0], -1, output.shape[-1])
    ranked = np.argsort(-np.abs(channels).mean(axis=(1, 2)), kind="stable")
    shown = ranked[(page - 1) * MOST_TILES : page * MOST_TILES]
    shown = shown if order == "activity" else np.sort(shown)
    pages = _pages(output)
    which = f" Page {page} of {pages}, by activity." if pages > 1 else ""
    first = " The most active first." if order == "activity" else ""
    return View(
        channels[shown],
        "feature maps",
        name,
        f"One tile a channel: {reading}.{first}{which}",
        "signed" if signed else "unsigned",
        tuple(str(channel) for channel in shown),
        picture,
        hidden=len(channels) - len(shown),
    )
