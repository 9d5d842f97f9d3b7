"""What figures ask while a lesson is on screen; a figure of a network can be asked for the opened one instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.check import layer as check_layer
from convscope.lab.check import sizes as check_sizes
from convscope.lab.check import traced
from convscope.lab.check.values import asked, number, numbers, word
from convscope.lab.embedded import png
from convscope.lab.lessons.kept import Kept
from convscope.lab.lessons.learning import learning
from convscope.lab.lessons.networks import YOURS, network_of, python_of
from convscope.lab.lessons.paces import paces
from convscope.lab.lessons.painted import MOST_STRENGTH, painted
from convscope.lab.lessons.patches import responses_at
from convscope.lab.lessons.photograph import photograph, shown
from convscope.lab.lessons.positions import positions
from convscope.lab.lessons.seams import seams
from convscope.lab.lessons.squares import squares
from convscope.lab.lessons.steps import steps
from convscope.lab.lessons.tried import tried
from convscope.lab.lessons.tries import Subject
from convscope.lab.lessons.units import seen_unit
from convscope.network.table import row
from convscope.picture import Picture, fit

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.network import Network

MOST_SHOWN = 512  # pixels a side of a square
MOST_PLACE = 65_536
MOST_MARGIN, MOST_STRIDE = 16, 64
Given = Mapping[str, Any]
KEPT, KEEP = Kept(), ("table", "steps", "layers", "layer", "coverage")  # of the lessons' own networks
SLOW = ("painted",)  # seconds, with a network of its own: other pages need not wait


def answer(opened: Opened, figure: Given, values: dict[str, Any]) -> dict[str, Any]:
    """Answer ``values["what"]`` of a figure, with ``values["own"]`` of the opened network instead of the lesson's."""
    what = word(values, "what")
    if what in PICTURES:
        return PICTURES[what](opened, values)
    given = figure.get("given", {})
    if what not in (*NETWORKS, "picture", "unit") or not {"network", "layers"} & given.keys():
        raise UnknownName("question of this figure", what[:50], [*NETWORKS, *PICTURES])
    own = values.get("own") is True or given.get("network") == YOURS
    of = opened if own else network_of(given)
    if what == "picture":
        return _picture(opened, of, values)
    if what == "unit":
        return seen_unit(opened, of, values)
    told = KEPT(of, what, values, NETWORKS[what]) if what in KEEP and not own else NETWORKS[what](of, values)
    python = "" if own else python_of(given)
    if python and "same" in told:
        told["same"]["python"] = python
    return told


def _table(of: Opened, values: dict[str, Any]) -> dict[str, Any]:
    network = _network(of, values)
    return {
        "input": list(network.input_shape),
        "rows": [row(one) for one in network],
        "spelling": of.spelling,
        "totals": _totals(network),
        **_same(of, values),
    }


def _totals(network: Network) -> dict[str, str]:
    """Give what stands below a table, written out; the page has the words."""
    memory = network.memory()
    return {
        "parameters": f"{network.parameters:,}",
        "macs": f"{network.macs:,}",
        "flops": f"{2 * network.macs:,}",
        "total": f"{memory.total / 1e6:,.2f}",
        "peak": f"{memory.peak / 1e6:,.2f}",
    }


def _steps(of: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give the chain of maps; of a size that fails, the layer and the reason."""
    told = {
        "spelling": of.spelling,
        "own": list(of.shapes[0][1:]),
        "size": list(asked(of, values).size),
    }
    told |= _same(of, values)
    try:
        network = _network(of, values)
    except ConvscopeError as error:
        return {**told, "fails": {"layer": getattr(error, "layer", ""), "problem": error.problem}}
    if not network.answers:  # it stopped half-way
        failed = traced.fit(of, asked(of, values).size, zeros=False)
        return {**told, "fails": {"layer": failed.fails, "problem": failed.problem}}
    return {**told, **steps(network)}


def _layers(of: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give the layers of which a field can be shown: those whose units have a place; of none, all with a map."""
    network = _network(of, values)
    maps = [one for one in network if len(one.output_shape) == 1 + len(network.input_shape)]
    placed = [one for one in maps if one.reach.status == "exact" and None not in one.reach.dims]
    return {"spelling": of.spelling, "layers": [one.name for one in placed or maps], **_same(of, values)}


def _picture(opened: Opened, of: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give the picture that lies under a field, at the network's size."""
    size = asked(of, values).size
    if len(size) != 2:
        return {"png": ""}
    contract = replace(of.contract, channels=3, height=size[0], width=size[1], resize="crop")
    return {"png": png(fit(shown(opened, word(values, "picture")), contract))}


def _network(of: Opened, values: dict[str, Any]) -> Network:
    """Trace it at the size that is asked, as Check does."""
    return traced.report(of, asked(of, values)).network


def _same(of: Opened, values: dict[str, Any]) -> dict[str, Any]:
    verb = traced.verb(of, asked(of, values))
    return {"same": {"command": verb.command(), "python": verb.python()}}


def _squares(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    return squares(shown(opened, word(values, "picture")), number(values, "side", most=MOST_SHOWN))


def _responses(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    place = numbers(values, "place", most=MOST_PLACE, count=2)
    if len(place) != 2:
        raise ConvscopeError(f"a place of {len(place)} numbers came", fix="give its row and column")
    return responses_at(_chosen(opened, values), place)


def _seams(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    return seams(_chosen(opened, values), number(values, "margin", least=0, most=MOST_MARGIN))


def _positions(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    return positions(_chosen(opened, values), number(values, "stride", most=MOST_STRIDE))


def _painted(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    strength = values.get("strength")
    if isinstance(strength, bool) or not isinstance(strength, int | float) or not 0 < strength <= MOST_STRENGTH:
        raise ConvscopeError("strength is no number above 0", fix=f"give one up to {MOST_STRENGTH}")
    return painted(_chosen(opened, values), word(values, "depth"), float(strength))


def _tried(opened: Opened, subject: Subject, values: dict[str, Any]) -> dict[str, Any]:
    return opened.tries.asked(opened, subject, word(values, "act"), word(values, "viewer"))


def _chosen(opened: Opened, values: dict[str, Any]) -> Picture:
    """Give the upload that is named, else the photograph, of which the lesson's words tell."""
    name = word(values, "picture")
    return opened.pictures.get(name) if name else photograph()


NETWORKS: dict[str, Callable[[Opened, dict[str, Any]], dict[str, Any]]] = {
    "table": _table,
    "steps": _steps,
    "layers": _layers,
    "sizes": check_sizes.answer,
    "layer": check_layer.answer,
    "coverage": check_layer.coverage,
    "paces": lambda of, values: paces(of),
}
PICTURES: dict[str, Callable[[Opened, dict[str, Any]], dict[str, Any]]] = {
    "squares": _squares,
    "responses": _responses,
    "seams": _seams,
    "positions": _positions,
    "painted": _painted,
    "learning": lambda opened, values: _tried(opened, learning(), values),
    "tried": lambda opened, values: _tried(opened, tried(word(values, "experiment")), values),
}
