"""From a unit, a map, a layer or a class back to pixels: deconvnet, gradient, guided backpropagation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.draw import View, Views
from convscope.look.patches import bounds, cut
from convscope.look.projected import Signal, projected, question, sequence
from convscope.look.rectifying import Rule
from convscope.look.shown import in_colour, outlined

if TYPE_CHECKING:
    from convscope.look.projected import Question
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.picture import Picture

CROPPED = 0.6  # of the picture's side: a field below that is shown by itself
FULL = 0.998  # of the numbers lie within full colour


def deconvnet(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None,
) -> Views:  # fmt: skip
    """Show the pattern of pixels that drives a unit in this picture: Zeiler and Fergus, ECCV 2014.

    The activation goes back through the network: max pools put it at their switches, ReLUs rectify it, convolutions are
    transposed. ``unit`` is a channel, or *all* of the layer's; ``at`` its (row, column), or *map* for all of its map.
    Without a unit, the strongest units of the layer; without a layer, the best class or ``target``.

    Raises `UnknownName` for a layer or a class there is not, `ConvscopeError` for a unit or a place there is not.
    """
    return _shown(question(model, picture_HWC, layer, unit, at, target), "deconvnet", "deconvnet")


def gradient(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None,
) -> Views:  # fmt: skip
    """Show how a unit would change with each pixel: its gradient (Simonyan et al., arXiv 1312.6034).

    Arguments and errors are those of `deconvnet`.
    """
    return _shown(question(model, picture_HWC, layer, unit, at, target), "gradient", "gradient")


def guided_backpropagation(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None,
) -> Views:  # fmt: skip
    """Show the gradient with every ReLU letting only positive signals through: Springenberg et al., arXiv 1412.6806.

    It draws edges even of untrained networks (Adebayo et al. 2018): how it looks is no proof. Arguments and errors are
    those of `deconvnet`.
    """
    return _shown(question(model, picture_HWC, layer, unit, at, target), "guided", "guided backpropagation")


def input_times_gradient(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None,
) -> Views:  # fmt: skip
    """Show each number that enters, times its gradient: what it adds, where the network is linear around it.

    Shrikumar et al., arXiv 1605.01713. Arguments and errors are those of `deconvnet`.
    """
    asking = question(model, picture_HWC, layer, unit, at, target)
    entered = asking.images[0].double().cpu().numpy()
    signals = [Signal(one.units, one.values_CHW * entered, one.activation) for one in projected(asking, "gradient")]
    return _views(asking, signals, "input × gradient")


READ = {
    "deconvnet": "The pattern that drives {units}, as strong as it does.",
    "gradient": "More of a pixel raises {units} where it is {up}, lowers it where it is {down}.",
    "guided backpropagation": "The gradient of {units} along paths on which every ReLU is active and helps.",
    "input × gradient": "What each pixel adds to {units} ({up}) or takes from it ({down}), to first order.",
}


def _shown(asking: Question, rule: Rule, method: str) -> Views:
    return _views(asking, projected(asking, rule), method)


def _views(asking: Question, signals: list[Signal], method: str) -> Views:
    """Lay out what each signal belongs to in the picture, and below it the signals."""
    layer, picture = asking.layer, in_colour(asking.fitted)
    if asking.spans is not None:
        picture = outlined(picture, asking.spans)
    cropped = all(one.units.place is not None for one in signals) and _is_small(asking)
    places = [_place(one) for one in signals]
    patches = [cut(picture, layer, place) if cropped else picture for place in places]
    values = [one.values_CHW.transpose(1, 2, 0) for one in signals]
    if cropped:
        values = [cut(one, layer, place, outside=0.0) for one, place in zip(values, places, strict=True)]
    captions = tuple(
        (str(one.units.unit) if len(signals) > 1 else one.units.told) + f": {one.activation:.3g}" for one in signals
    )
    shown = [View(
        np.stack(patches), "what it sees" if cropped else "the picture", layer.name,
        "What the unit can see where it is strongest; above, its activation." if cropped
        else "The picture as it enters; above, what is asked about, and its activation.",
        "picture", captions, asking.fitted,
    )]  # fmt: skip
    if cropped and len(signals) == 1:
        whole = outlined(picture, bounds(layer, places[0]))
        told = "The picture as it enters; outlined, all that the unit can see."
        shown.insert(0, View(whole[None], "the picture", layer.name, told, "picture", (), asking.fitted))
    return Views((*shown, _signals(np.stack(values), captions, method, sequence(signals), asking)))


def _signals(
    values_NHWC: npt.NDArray[Any], captions: tuple[str, ...], method: str, units: str, asking: Question
) -> View:
    """Show signals, each on its own scale: a unit that answers little would not be seen beside one that does much."""
    colour, several = values_NHWC.shape[3] == 3, len(values_NHWC) > 1
    told = READ[method].format(units=units, up="bright" if colour else "orange", down="dark" if colour else "blue")
    if method == "deconvnet" and not any(layer.operator.startswith("max_pool") for layer in _before(asking)):
        told += " No max pool lies on the way, so there are no switches that tie it to this picture."
    if not colour and values_NHWC.shape[3] > 1:
        if not several:
            bands = tuple(f"channel {number}" for number in range(values_NHWC.shape[3]))
            bare = values_NHWC[0].transpose(2, 0, 1)
            return View(bare, method, asking.layer.name, told, "signed", bands, asking.fitted)
        told += f" The sum of its {values_NHWC.shape[3]} channels."
    values = values_NHWC if colour else values_NHWC.sum(3)
    reach = np.array([float(np.quantile(np.abs(one), FULL)) or float(np.abs(one).max()) or 1.0 for one in values])
    shown = values / reach.reshape(-1, *[1] * (values.ndim - 1))
    scale = "on its own scale, in its caption" if several else f"full colour is ±{reach[0]:.3g}"
    told += f" Each {'colour by itself; mid-grey is 0, ' if colour else 'tile '}{scale}." if colour or several else ""
    if several:
        captions = tuple(f"{caption}, ±{one:.3g}" for caption, one in zip(captions, reach, strict=True))
    if colour:
        return View(shown / 2 + 0.5, method, asking.layer.name, told, "picture", captions, asking.fitted)
    if several:
        return View(shown, method, asking.layer.name, told, "signed", captions, asking.fitted, limits=(-1.0, 1.0))
    limits = (-float(reach[0]), float(reach[0]))
    return View(values, method, asking.layer.name, told, "signed", captions, asking.fitted, limits=limits)


def _before(asking: Question) -> list[Layer]:
    """Gather the layers from which the asked one is made, itself included."""
    layers, wanted = asking.recorded.network.layers, {asking.layer.index}
    for layer in reversed(layers[: asking.layer.index + 1]):
        if layer.index in wanted:
            wanted.update(layer.inputs)
    return [layer for layer in layers if layer.index in wanted]


def _is_small(asking: Question) -> bool:
    """Whether a unit of the layer sees a small part of the picture, and it is known which."""
    fields = asking.layer.reach.fields
    if asking.layer.reach.whole is not None or fields is None or len(fields) != 2:
        return False
    return all(field.size < CROPPED * side for field, side in zip(fields, asking.fitted.shape, strict=False))


def _place(signal: Signal) -> tuple[int, int]:
    place = signal.units.place or ()
    return (place[0], place[1]) if len(place) == 2 else (0, 0)
