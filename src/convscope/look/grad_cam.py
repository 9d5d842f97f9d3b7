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
from convscope.look.laid import laid
from convscope.look.units import Units, answering, asked, axes_of, class_of, units_first
from convscope.network.recording import Recording, record
from convscope.network.tap import tapped

if TYPE_CHECKING:
    from convscope.draw import View
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.network import Layer, Network
    from convscope.picture import Picture


@dataclass(frozen=True)
class CamMap:
    """A layer's map of what speaks for ``units``: ``values`` at the layer's own size, zero or above."""

    layer: Layer
    units: Units
    values: npt.NDArray[np.float32]
    chosen: bool  # by us

    def enlarged(self, height: int, width: int) -> npt.NDArray[np.float32]:
        """Spread the map over a picture, by linear interpolation between the middles of equal cells."""
        one = torch.from_numpy(self.values)[None, None]
        spread = F.interpolate(one, size=(height, width), mode="bilinear", align_corners=False)
        found: npt.NDArray[np.float32] = spread[0, 0].numpy()
        return found


def grad_cam(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None,
) -> tuple[View, ...]:  # fmt: skip
    """Show which places of a layer speak for an answer: the likeliest class, ``target``, or a unit of the answer.

    ``layer`` is by default the last one with a map, before a global pool or a fully connected layer takes the places
    away; any layer with a map can be named. ``unit`` and ``at`` choose of an answer that is itself a map.

    Raises `UnknownName` for a layer or a class there is not, and `ConvscopeError` where no layer has a map, or the
    answer does not come from the layer that was named.
    """
    fitted = model.fit(picture_HWC)
    found = cam_map(model, model.enter(fitted[None]), layer=layer, unit=_unit(model, unit, target), at=at)
    height, width = fitted.shape[:2]
    own = "×".join(map(str, found.values.shape))
    where = f"The {own} places of {found.layer.name}"
    where += ", the last layer with a map," if found.chosen else ""
    nothing = "" if found.values.any() else " Nothing here does: the map is zero everywhere."
    sentence = f"{where} that speak for {found.units.told}: the lighter, the more; those against it are at 0.{nothing}"
    return laid(fitted, found.enlarged(height, width), method="Grad-CAM", layer=found.layer.name, sentence=sentence)


def cam_map(
    model: Model, images: Tensor, *, layer: str | None = None, unit: Unit | None = None, at: Place | None = None
) -> CamMap:
    """Compute the map for one picture that entered, (1, C, H, W), at the layer's own size.

    ``unit`` is a number of the answer, by default the largest. Errors are those of `grad_cam`.
    """
    recorded = record(model.module, images, target=model.spelling, graph=True)
    network = recorded.network
    answer = answering(network)
    found = last_map(network) if layer is None else network[layer]
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
    maps, slopes = (units_first(tensor, found) for tensor in (leaf.detach(), slope))
    values = (slopes.mean((2, 3), keepdim=True) * maps).sum(1)[0].clamp(min=0)
    return CamMap(found, units, values.float().cpu().numpy(), layer is None)


def last_map(network: Network) -> Layer:
    """Find the last layer with a map that the answer is made of, the answer itself excepted.

    Raises `ConvscopeError` where there is none.
    """
    answer = answering(network)
    behind, waiting = {answer.index}, [answer.index]
    while waiting:
        for source in network.layers[waiting.pop()].inputs:
            if source >= 0 and source not in behind:
                behind.add(source)
                waiting.append(source)
    for layer in reversed(network.layers):
        if layer.index in behind and layer is not answer and _has_map(layer):
            return layer
    raise ConvscopeError(
        f"{network.target} has no layer with a map before its answer: there are no places to tell apart",
        fix="look at its pixels: --method gradient, integrated-gradients or occlusion",
    )


def check_has_map(layer: Layer) -> None:
    """Refuse a layer whose units have no places."""
    if not _has_map(layer):
        raise ConvscopeError(
            f"{layer.name} gives {layer.output_shape}, which is no map of several places", fix="choose an earlier layer"
        )


def _has_map(layer: Layer) -> bool:
    axes = axes_of(layer)
    places = [layer.output_shape[axis] for axis in axes]
    return len(places) == 2 and len(layer.output_shape) == 4 and max(places) > 1


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
