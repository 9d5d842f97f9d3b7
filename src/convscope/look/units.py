"""Which of a layer's numbers are asked about: a unit at a place, a unit's whole map, all of a layer; said in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from torch import Tensor

from convscope.errors import ConvscopeError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.network import Layer, Network

Unit = int | Literal["all"]
Place = tuple[int, ...] | Literal["map"]


@dataclass(frozen=True)
class Units:
    """Numbers of a layer: of ``unit``, or of all where that is None, at ``place``, or over the whole map where None.

    ``told`` names them: *unit 7 of conv2 at 3, 4*.
    """

    layer: Layer
    unit: int | None
    place: tuple[int, ...] | None
    told: str

    def of(self, output: Tensor) -> Tensor:
        """Give these numbers of the layer's output for one picture or a batch, (N, …)."""
        maps = units_first(output, self.layer)
        chosen = maps if self.unit is None else maps[:, self.unit : self.unit + 1]
        if self.place is not None:
            for axis, index in enumerate(self.place):
                chosen = chosen.narrow(2 + axis, index, 1)
        return chosen.flatten(1)


def axes_of(layer: Layer) -> tuple[int, ...]:
    """Find the axes of a layer's output along which the picture's lie; behind the channels where nobody knows."""
    dims = [axis for axis in layer.reach.dims if axis is not None]
    rank = len(layer.output_shape)
    return tuple(dims) if len(dims) == rank - 2 else tuple(range(2, rank)) if rank in (2, 4) else ()


def check_has_channels(layer: Layer) -> None:
    """Refuse a layer whose output has no axis of channels beside those of the picture."""
    if len(layer.output_shape) < 1 or layer.output_shape[0] != 1:
        raise ConvscopeError(
            f"{layer.name} gives {layer.output_shape}, which has no axis of channels", fix="choose another layer"
        )
    if len(layer.output_shape) > 1 and len(layer.output_shape) - len(axes_of(layer)) != 2:
        raise ConvscopeError(
            f"{layer.name} gives {layer.output_shape}: which of these axes are units is not known",
            fix="choose a layer that gives a map, or numbers without a place",
        )


def units_first(output: Tensor, layer: Layer) -> Tensor:
    """Bring a layer's output to (N, units, places …); a single number a picture is a unit."""
    if output.ndim == 1:
        return output[:, None]
    axes = axes_of(layer)
    return output.movedim(axes, tuple(range(2, 2 + len(axes)))) if axes else output


def asked(
    layer: Layer, output: Tensor, *, unit: Unit | None = None, at: Place | None = None, names: Sequence[str] = ()
) -> Units:
    """Say which numbers of a layer are meant; what is left open is the strongest of this output (1, …).

    Without ``unit`` it is the strongest one; without ``at`` the place where it is strongest. Raises `ConvscopeError`
    for a unit or a place there is not.
    """
    check_has_channels(layer)
    maps = units_first(output.detach(), layer)[0]
    count, sides = maps.shape[0], tuple(maps.shape[1:])
    if unit is None:
        unit = int(maps.reshape(count, -1).amax(1).argmax()) if at in (None, "map") else _strongest_at(maps, at, layer)
    if unit != "all" and not 0 <= unit < count:
        raise ConvscopeError(f"{layer.name} has no unit {unit}", fix=f"its units are 0 … {count - 1}")
    number = None if unit == "all" else int(unit)
    place = _place(maps, number, at, layer) if sides else None
    word = f"all units of {layer.name}" if number is None else f"unit {number} of {layer.name}"
    if number is not None and len(names) == count:
        word = f"{names[number]} ({layer.name})"
    where = "" if not sides else " over its whole map" if place is None else f" at {', '.join(map(str, place))}"
    return Units(layer, number, place, word + where)


def strongest(layer: Layer, output: Tensor, *, count: int, names: Sequence[str] = ()) -> list[Units]:
    """Give the units that answer most to a picture, each at its strongest place, the strongest first."""
    check_has_channels(layer)
    best = units_first(output.detach(), layer)[0].unsqueeze(-1).flatten(1).amax(1).argsort(descending=True)[:count]
    return [asked(layer, output, unit=int(number), names=names) for number in best]


def answering(network: Network) -> Layer:
    """Find the layer whose output is the network's answer; the first of several."""
    if not network.answers:
        raise ConvscopeError(f"what {network.target} answers does not come from its input", fix="name a layer")
    return network.layers[network.answers[0]]


def class_of(target: int | str, names: Sequence[str]) -> int:
    """Give the index of a class that came as a name or as an index."""
    if isinstance(target, int):
        return target
    if target in names:
        return list(names).index(target)
    if target.isdecimal():
        return int(target)
    raise UnknownName("class", target, list(names), fix="give its index: the class names are not known")


def _strongest_at(maps: Tensor, at: Place, layer: Layer) -> int:
    place = _place(maps, None, at, layer)
    for index in reversed(place or ()):
        maps = maps[..., index]
    return int(maps.argmax())


def _place(maps: Tensor, unit: int | None, at: Place | None, layer: Layer) -> tuple[int, ...] | None:
    sides = tuple(maps.shape[1:])
    if at == "map" or (at is None and unit is None):
        return None
    if at is None:
        flat, found = int(maps[unit].argmax()), []
        for length in reversed(sides):
            flat, index = divmod(flat, length)
            found.append(index)
        return tuple(found[::-1])
    place = tuple(int(index) for index in at)
    if len(place) != len(sides) or any(not 0 <= index < length for index, length in zip(place, sides, strict=True)):
        limits = " and ".join(f"0 … {length - 1}" for length in sides)
        raise ConvscopeError(f"{layer.name} has no place {at}", fix=f"give a row and a column in {limits}")
    return place
