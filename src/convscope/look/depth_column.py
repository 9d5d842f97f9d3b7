"""The depth column: all units of a layer at one place; as many neurons look at it as the layer has kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.draw import View, Views
from convscope.errors import ConvscopeError
from convscope.look.patches import bounds
from convscope.look.shown import in_colour, outlined
from convscope.look.units import asked, axes_of, check_has_channels, units_first
from convscope.network.recording import record

if TYPE_CHECKING:
    from convscope.look.units import Place
    from convscope.model import Model
    from convscope.picture import Picture

NAMED = 5


def depth_column(model: Model, picture_HWC: Picture, *, layer: str, at: Place | None = None) -> Views:
    """Show what every unit of a layer says of one place of its map, by default where the strongest is strongest.

    They read the same numbers, each with its own kernel. Units stand in their order. Raises `UnknownName` for a layer
    there is not, and `ConvscopeError` for a place there is not, or a layer that gives no map.
    """
    fitted = model.fit(picture_HWC)
    recorded = record(model.module, model.enter(fitted[None]), target=model.spelling, keep=True)
    found = recorded.network.last_of(layer)
    layer = found.name
    check_has_channels(found)
    if not axes_of(found):
        raise ConvscopeError(f"{layer} gives numbers without a place", fix="choose a layer that gives a map")
    output = recorded.outputs[found.index]
    place = asked(found, output, at=None if at == "map" else at).place
    assert place is not None
    here: tuple[Any, ...] = (0, slice(None), *place)
    column = units_first(output, found)[here].double().cpu().numpy()
    best = np.argsort(-column, kind="stable")[:NAMED]
    said = ", ".join(f"{unit} ({column[unit]:.3g})" for unit in best)
    inputs = found.arrivals[0].shape if found.arrivals else ()
    kernels = found.operator.startswith("conv") and len(inputs) == len(found.output_shape)
    how = " Each has its own kernel: as many neurons look here as there are kernels." if kernels else ""
    sentence = f"The {len(column)} units of {layer} at {', '.join(map(str, place))}, strongest {said}.{how}"
    views = [View(column[None, None], "depth column", layer, sentence, "signed" if column.min() < 0 else "unsigned")]
    fields = found.reach.fields
    if fields is not None and len(fields) == len(place) == 2 and found.reach.whole is None:
        whole = outlined(in_colour(fitted), bounds(found, (place[0], place[1])))
        told = f"Outlined: the pixels that all of them can see, {fields[0].size} × {fields[1].size}."
        views.insert(0, View(whole[None], "the picture", layer, told, "picture", (), fitted))
    return Views(views)
