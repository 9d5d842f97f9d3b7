"""One unit of a layer, from the pixels it reads to its number and back, and where the network looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.look import deconvnet, grad_cam, unit_sum
from convscope.report.blocks import Block, Prose, Tiles
from convscope.report.page import Section

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.picture import Picture

SIDE = 72


def one_unit(model: Model, picture_HWC: Picture, *, layer: str) -> Section:
    """Show how the strongest unit of ``layer`` adds up, what drives it and the layer's next ones, and Grad-CAM.

    Raises what `convscope.look.unit_sum` does for a layer that has no such units.
    """
    where, *parts = unit_sum(model, picture_HWC, layer=layer)
    patches, driven = deconvnet(model, picture_HWC, layer=layer)
    _, answer = grad_cam(model, picture_HWC)
    blocks: list[Block] = [
        Prose(
            f"The strongest unit of {layer}: each number it reads times its kernel, plus the bias, is its activation. "
            "Nothing is left over; the last line says what PyTorch computed."
        ),
        Tiles(where, side=192, title="the unit and its pixels"),
        *(Tiles(view, side=SIDE, title=view.method) for view in parts),
        Prose("Back from a unit to the picture: the deconvnet undoes each layer, its pools with the places that won."),
        Tiles(patches, side=SIDE, title=patches.method),
        Tiles(driven, side=SIDE, title=driven.method),
        Prose("And of the answer itself:"),
        Tiles(answer, side=192, title=f"{answer.method}, {answer.layer}"),
    ]
    return Section("One unit, from pixels to a number and back", blocks)
