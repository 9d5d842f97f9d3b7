"""Grad-CAM: which places of a late layer speak for an answer.

Selvaraju et al., Grad-CAM, ICCV 2017: L = ReLU(Σ_k α_k A_k), where A_k is unit k's map and α_k the mean over its places
of the answer's gradient. Gradients come from the graph of the run itself, so that functional layers are layers like
others, and go back no further than the layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.look.boxes import Box, box_of, detections, refuse_box
from convscope.look.laid import laid
from convscope.look.last_map import check_has_map, has_map, last_map, making
from convscope.look.units import Units, answering, asked, class_of, units_first
from convscope.models.detectors import label_names
from convscope.network.recording import Recording, record
from convscope.network.tap import tapped

if TYPE_CHECKING:
    from convscope.draw import Views
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.picture import Picture

LAST = "the last layer with a map"
BEFORE = "the last layer before the convolution that answers"
OF_BOX = "the last layer with a map that this box comes from"


@dataclass(frozen=True)
class CamMap:
    """A layer's map of what speaks for ``units``: ``values`` at the layer's own size, zero or above."""

    layer: Layer
    units: Units
    values: npt.NDArray[np.float32]
    chosen: str = ""  # why this layer, where nobody named it
    box: Box | None = None

    def enlarged(self, height: int, width: int) -> npt.NDArray[np.float32]:
        """Spread the map over a picture, by linear interpolation between the middles of equal cells."""
        one = torch.from_numpy(self.values)[None, None]
        spread = F.interpolate(one, size=(height, width), mode="bilinear", align_corners=False)
        found: npt.NDArray[np.float32] = spread[0, 0].numpy()
        return found


def grad_cam(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None,
) -> Views:  # fmt: skip
    """Show which places of a layer speak for an answer: the likeliest class, ``target``, or a unit of the answer.

    ``layer`` is by default the last one with a map, before a global pool or a fully connected layer takes the places
    away; any layer with a map can be named. ``unit`` and ``at`` choose of an answer that is itself a map; its layer is
    then the last before the convolution that makes it. Of a detector it is a box (`boxes.py`), and the last layer with
    a map that this box's score comes from.

    Raises `UnknownName` for a layer or a class there is not, and `ConvscopeError` where no layer has a map, or the
    answer does not come from the layer that was named.
    """
    fitted = model.fit(picture_HWC)
    found = cam_map(model, model.enter(fitted[None]), layer=layer, unit=unit, at=at, target=target)
    height, width = fitted.shape[:2]
    own = "×".join(map(str, found.values.shape))
    where = f"The {own} places of {found.layer.name}"
    where += f", {found.chosen}," if found.chosen else ""
    nothing = "" if found.values.any() else " Nothing here does: the map is zero everywhere."
    sentence = f"{where} that speak for {found.units.told}: the lighter, the more; those against it are at 0.{nothing}"
    values, box = found.enlarged(height, width), None if found.box is None else found.box.spans
    return laid(fitted, values, method="Grad-CAM", layer=found.layer.name, sentence=sentence, box=box)


def cam_map(
    model: Model, images: Tensor, *, layer: str | None = None, unit: Unit | None = None, at: Place | None = None,
    target: int | str | None = None,
) -> CamMap:  # fmt: skip
    """Compute the map for one picture that entered, (1, C, H, W), at the layer's own size.

    ``unit`` is a number of the answer, by default the largest. Errors are those of `grad_cam`.
    """
    recorded = record(model.module, images, target=model.spelling, graph=True)
    if detections(recorded.answer) is not None:
        return _of_box(model, recorded, layer, target, came=unit if at is None else at)
    refuse_box(target, model.spelling)
    unit, network = _unit(model, unit, target), recorded.network
    answer = answering(network)
    found = last_map(network) if layer is None else network.last_of(layer)
    check_has_map(found)
    leaf, output = _graph(model, recorded, found, answer)
    names = model.classes if answer.index in network.answers else ()
    units = asked(answer, output, unit=unit, at=at, names=names)
    score = units.of(output).sum()
    if score.requires_grad:
        (slope,) = torch.autograd.grad(score, leaf, allow_unused=True)
    if not score.requires_grad or slope is None:
        raise ConvscopeError(
            f"{units.told} does not come from {found.name}", fix="choose a layer that the answer is made of"
        )
    why = "" if layer is not None else BEFORE if has_map(answer) else LAST
    return CamMap(found, units, _weighed(found, leaf, slope), why)


def _weighed(layer: Layer, output: Tensor, slope: Tensor) -> npt.NDArray[np.float32]:
    """Weigh each map by the mean of its gradient, add up, and leave what speaks for it."""
    maps, slopes = (units_first(tensor, layer) for tensor in (output.detach(), slope))
    values: npt.NDArray[np.float32] = (
        (slopes.mean((2, 3), keepdim=True) * maps).sum(1)[0].clamp(min=0).float().cpu().numpy()
    )
    return values


def _of_box(model: Model, recorded: Recording, layer: str | None, target: int | str | None, came: object) -> CamMap:
    """Compute the map of a box's score, through the graph of the run itself."""
    if came is not None:
        raise ConvscopeError(
            f"a unit or a place came, and {model.spelling} answers with boxes", fix="ask about box:0 or a class"
        )
    box, network = (
        box_of(recorded.answer, target, names=label_names(model.module, model.classes), of=model.spelling),
        recorded.network,
    )
    if layer is None:
        late = set().union(*(making(network, index) for index in network.answers))
        maps = [one for one in network.layers if one.index not in late and has_map(one) and one.index in recorded.live]
        maps = [one for one in maps if recorded.live[one.index].requires_grad]
    else:
        maps = [network.last_of(layer)]
        check_has_map(maps[0])
    named = maps[0].index if layer is not None and maps else None
    if named is not None and named not in recorded.live:
        leaf, made = tapped(model.module, recorded.images, recorded.call(maps[0].name))
        outputs, score = [leaf], box.of(made).sum()
    else:
        outputs, score = [recorded.live[one.index] for one in maps], box.of(recorded.answer).sum()
    slopes = torch.autograd.grad(score, outputs, allow_unused=True) if outputs and score.requires_grad else ()
    reached = [found for found in zip(maps, outputs, slopes, strict=False) if found[2] is not None and found[2].any()]
    if not reached:
        raise ConvscopeError(
            f"{box.told} does not come from {layer or 'any layer with a map'}", fix="choose another layer"
        )
    found, output, slope = reached[-1]
    units = Units(found, None, None, box.told)
    return CamMap(found, units, _weighed(found, output, slope), "" if layer else OF_BOX, box)


def _graph(model: Model, recorded: Recording, layer: Layer, answer: Layer) -> tuple[Tensor, Tensor]:
    """Give a layer's output and the answer made from it, with the graph between them."""
    live = recorded.live
    if layer.index in live and answer.index in live:
        return live[layer.index], live[answer.index]
    leaf, made = tapped(model.module, recorded.images, recorded.call(layer.name))  # something wrote into it later
    return leaf, first_tensor(made)


def first_tensor(answer: object) -> Tensor:
    """Give the first tensor of an answer."""
    if isinstance(answer, Tensor):
        return answer
    parts = list(answer.values()) if isinstance(answer, dict) else answer
    for part in parts if isinstance(parts, (tuple, list)) else ():
        if isinstance(part, (Tensor, dict, tuple, list)):
            return first_tensor(part)
    raise ConvscopeError("the network answers with no tensor", fix="let forward return one")


def _unit(model: Model, unit: Unit | None, target: int | str | None) -> Unit | None:
    if target is None:
        return unit
    if unit is not None:
        raise ConvscopeError("a class and a unit came", fix="ask about one of them")
    return class_of(target, model.classes)
