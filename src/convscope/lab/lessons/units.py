"""Claims 22, 28 and 40 shown: a layer's maps of a picture, a unit's sum, the units at its place, deconvnet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError
from convscope.lab.digit import as_picture
from convscope.lab.draw.packed import packed
from convscope.lab.draw.pad import TEN
from convscope.lab.embedded import png
from convscope.lab.lessons.figures import WAYS
from convscope.lab.lessons.photograph import shown
from convscope.lab.levels import Scale, levels
from convscope.lab.look.sums import channel_of
from convscope.look.projected import projected, question
from convscope.look.terms import terms
from convscope.look.tower import cuts, tower
from convscope.look.units import asked, axes_of, units_first
from convscope.network.recording import record
from convscope.picture import Picture
from convscope.verbs.look import Look

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.network.recording import Recording

MOST_CHANNELS = 8  # of which the products are drawn: those that add the most
MOST_NUMBERS = 60_000  # of maps
DIGIT = 4  # of scikit-learn's, a four


def seen_unit(opened: Opened, of: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give a layer's maps of a picture, and of the unit that is asked about what its way of looking shows.

    ``layer`` is by default the last whose units have a place, ``unit`` and ``place`` the strongest. Raises
    `ConvscopeError` for what there is not.
    """
    if not of.takes_pictures:
        of.contract  # noqa: B018 - says that it takes no picture
    model: Model = of.model  # type: ignore[assignment]
    fitted = model.fit(_picture(opened, of, values.get("picture") or ""))
    recorded = record(model.module, model.enter(fitted[None]), target=model.spelling, keep=True)
    placed = [layer for layer in recorded.network if len(axes_of(layer)) == 2 and len(layer.output_shape) == 4]
    if not placed:
        raise ConvscopeError(f"no layer of {of.spelling} has maps", fix="open a network with convolutions")
    name = values.get("layer") or ""
    found = recorded.network[name] if name in [layer.name for layer in placed] else placed[-1]
    way = values.get("way")
    if way not in WAYS:
        raise ConvscopeError(f"way {str(way)[:40]} came", fix=f"say {', '.join(WAYS)}")
    number, place = values.get("unit"), tuple(values.get("place") or ())
    output = recorded.outputs[found.index]
    chosen = asked(found, output, unit=number if isinstance(number, int) else None, at=place or None)
    assert chosen.unit is not None and chosen.place is not None
    unit, at = chosen.unit, (chosen.place[0], chosen.place[1])
    maps = packed(tower(model, fitted, cuts([found], most=MOST_NUMBERS)))[0]
    told: dict[str, Any] = {
        "layers": [layer.name for layer in placed],
        "layer": found.name,
        "entered": png(fitted if fitted.shape[2] in (1, 3) else fitted[..., :1]),
        "maps": maps,
        "unit": unit,
        "place": list(at),
        "value": float(units_first(output, found)[0, unit, at[0], at[1]]),
        "same": _same(of, found, unit, at, way),
    }
    if way == "sum":
        told |= {"sum": _sum(recorded, found, unit, at), "column": _column(output, found, at)}
        told["kernels"] = found.operator.startswith("conv")
    if way == "deconvnet":
        switches = any(layer.operator.startswith("max_pool") for layer in recorded.network.layers[: found.index])
        told["back"] = {**_back(model, fitted, found, unit, at), "switches": switches}
    return told


def _picture(opened: Opened, of: Opened, name: str) -> Picture:
    """Take the upload; else a digit for those who tell ten apart, the lesson's photograph for others."""
    model: Model = of.model  # type: ignore[assignment]
    if name or model.contract.channels != 1 or tuple(model.classes) != TEN:
        return shown(opened, name)
    return as_picture(DIGIT)


def _sum(recorded: Recording, layer: Layer, unit: int, at: tuple[int, int]) -> dict[str, Any]:
    """Take the unit's sum apart, channel by channel; of units that are no sums, say so."""
    try:
        taken = terms(recorded, layer.name, unit, at)
    except ConvscopeError as error:
        return {"unknown": error.problem, "fix": error.fix}
    sums = taken.products.reshape(len(taken.products), -1).sum(1)
    best = np.sort(np.argsort(-np.abs(sums), kind="stable")[:MOST_CHANNELS])
    return {
        "channels": [channel_of(taken, int(index)) for index in best],
        "others": len(sums) - len(best),
        "rest": float(sums.sum() - sums[best].sum()),
        "bias": taken.bias,
        "total": taken.total,
        "activation": taken.activation,
        "largest": layer.operator.startswith(("max_pool", "adaptive_max")),
    }


def _column(output: Any, layer: Layer, at: tuple[int, int]) -> list[float]:
    """Give what every unit says of the place."""
    column: list[float] = units_first(output, layer)[0, :, at[0], at[1]].double().tolist()
    return column


def _back(model: Model, fitted: Picture, layer: Layer, unit: int, at: tuple[int, int]) -> dict[str, Any]:
    """Send the unit back to the pixels by deconvnet, its channels added up."""
    (signal,) = projected(question(model, fitted, layer.name, unit, at), "deconvnet")
    values: npt.NDArray[Any] = signal.values_CHW.sum(0)
    most = float(np.abs(values).max()) or 1.0
    return {
        "rows": values.shape[0], "columns": values.shape[1], "most": most, "pixels": int((np.abs(values) > 0).sum()),
        "bytes": levels(values, Scale("signed", -most, most)),
    }  # fmt: skip


def _same(of: Opened, layer: Layer, unit: int, at: tuple[int, int], way: str) -> dict[str, str]:
    picture = "digit.png" if of.contract.channels == 1 else "photo.jpg"
    method = {"maps": "maps", "sum": "unit-sum", "deconvnet": "deconvnet"}[way]
    chosen: dict[str, Any] = {} if way == "maps" else {"unit": str(unit), "at": f"{at[0]},{at[1]}"}
    verb = Look(model=of.spelling, picture=picture, method=method, layer=layer.name, **chosen, **of.said)
    return {"command": verb.command(), "python": verb.python()}
