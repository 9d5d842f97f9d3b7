"""The questions ``look``, ``look-layer``, ``look-unit``, ``look-beside`` and what goes on of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError
from convscope.lab.check.values import number, numbers, word
from convscope.lab.draw.told import told
from convscope.lab.embedded import coarser, png
from convscope.lab.look.beside import WAYS
from convscope.lab.look.columns import column, has_units, own_map, page
from convscope.lab.look.kept import Run, run_of
from convscope.lab.look.sums import sees, sum_of, value
from convscope.lab.ship import answers as ship
from convscope.look.tower import cuts
from convscope.look.units import asked, units_first
from convscope.verbs.look import Look

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.network import Layer

MOST_INDEX = 2**24
MOST_SIDE = 320  # pixels of the picture as it is shown
MOST_NAME = 40
WHICH = ("main", "all")


def look(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Run the network on a picture: a column a layer, the strongest maps first, and what it answers."""
    run = run_of(opened, values)
    network, outputs = run.recording.network, run.recording.outputs
    which = word(values, "layers") or WHICH[0]
    if which not in WHICH:
        raise ConvscopeError(f"layers {which[:40]} came", fix="give main or all")
    chosen = list(network) if which == "all" else [cut.layer for cut in cuts(network, "main")]
    columns = [column(layer, outputs[layer.index]) for layer in chosen]
    return {
        "spelling": opened.spelling,
        "picture": png(coarser(_in_colour(run), MOST_SIDE)),
        "size": list(run.fitted.shape[:2]),
        "answer": told(run.model, run.fitted, run.recording.answer),
        "columns": [one for one in columns if one is not None],
        "all": len(network),
        "hidden": sum(not has_units(layer) for layer in network),
        "trained": run.model.trained,
        "ways": list(WAYS),
        "same": _same(run),
    }


def layer(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give a page of one layer's maps."""
    run = run_of(opened, values)
    found = _layer(run, values)
    return {
        **page(found, run.recording.outputs[found.index], number(values, "page", most=MOST_INDEX, least=0)),
        "same": _same(run, layer=found.name),
    }


def unit(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Take one unit apart: its map, what it can see of the picture, and its sum; by default at its strongest place."""
    run = run_of(opened, values)
    found = _layer(run, values)
    output = run.recording.outputs[found.index]
    given = numbers(values, "place", most=MOST_INDEX) if values.get("place") else None
    units = asked(found, output, unit=number(values, "unit", most=MOST_INDEX, least=0), at=given)
    assert isinstance(units.unit, int)
    place = units.place or ()
    apart = sum_of(run.recording, found, units.unit, place)
    called = {"layer": apart["sum"]["name"] if apart["sum"] else found.name}
    if apart["sum"]:
        called |= {"method": "unit-sum", "unit": str(units.unit)}
        called |= {"at": ",".join(map(str, place))} if place else {}
    return {
        "index": found.index, "name": found.name, "operator": found.operator, "unit": units.unit, "place": list(place),
        "of": units_first(output, found).shape[1], "value": value(run.recording, found, units.unit, place),
        "map": own_map(found, output, units.unit), "sees": sees(found, place),
        **apart,
        "onnx": ship.apart(opened, found.name),
        "same": _same(run, **called),
    }  # fmt: skip


def beside(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Begin a slower way of looking at a unit, by the command, in a process of its own."""
    run = run_of(opened, values)
    found = _layer(run, values)
    which = number(values, "unit", most=MOST_INDEX, least=0)
    place = numbers(values, "place", most=MOST_INDEX) if values.get("place") else ()
    return opened.beside.begin(_viewer(values), word(values, "way"), run, found, which, place)


def beside_state(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Say how far it is."""
    return opened.beside.told(_viewer(values))


def beside_stop(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Stop it."""
    return opened.beside.stop(_viewer(values))


def _viewer(values: dict[str, Any]) -> str:
    """Name who asks, as the page names itself."""
    return word(values, "viewer")[:MOST_NAME]


def _layer(run: Run, values: dict[str, Any]) -> Layer:
    network = run.recording.network
    index = number(values, "layer", most=MOST_INDEX, least=0)
    if index >= len(network):
        raise ConvscopeError(f"there is no layer {index}", fix=f"the last one is {len(network) - 1}")
    found = network.layers[index]
    if index not in run.recording.outputs:
        raise ConvscopeError(f"{found.name} gives no numbers of its own", fix="choose the layer after it")
    return found


def _in_colour(run: Run) -> Any:
    return run.fitted if run.fitted.shape[2] in (1, 3) else run.fitted[..., :1]


def _same(run: Run, **given: Any) -> dict[str, str]:
    """Write the command and the Python of what is on screen.

    The picture is the command line's, by its path; to others than this machine by its name alone, which they put in
    front of a copy of theirs. What was uploaded, or came with the lab, is a file to name.
    """
    opened = run.opened
    own = opened.picture if not run.name or opened.pictures.owns(run.name) else None
    picture = "picture.png" if own is None else str(own) if opened.studio.local else own.name
    verb = Look(model=opened.spelling, picture=picture, **opened.said, **given)
    return {"command": verb.command(), "python": verb.python()}
