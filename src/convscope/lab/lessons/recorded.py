"""What a lesson's figures are told without a server: their first questions, and those that their sliders may ask.

The page looks answers up by the question as `key` writes it, and ``browser/frame/ask.js`` in the same way. What is
not here, another picture, the reader's own network, an experiment, needs the lab, and the page says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError
from convscope.lab.check import reduced
from convscope.lab.lessons.answers import answer

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

NEAR = 8  # pixels to either side that a size can be dragged
STRIDES = (1, 2, 4, 8, 16, 32, 64)  # of browser/learn/positions.js
MARGINS = range(9)
SIDES = (32, 64, 96, 128, 192, 256)
UNASKED = ("language", "topic", "viewer")  # who asks, not what
Asked = dict[str, Any]


def key(kind: str, values: Asked) -> str:
    """Write a question so that the same one is always written alike; what says nothing is left out.

    >>> key("lesson-figure", {"what": "squares", "side": 64, "picture": "", "own": False, "language": "zh"})
    'lesson-figure [["side",64],["what","squares"]]'
    """
    said = [[name, value] for name, value in sorted(values.items()) if name not in UNASKED and not _says_nothing(value)]
    return f"{kind} {json.dumps(said, separators=(',', ':'), ensure_ascii=False)}"


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, (str, list)) and not value)


def recorded(opened: Opened, name: str, figures: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the answers to what the figures of a lesson of that name may ask, by their keys."""
    found: dict[str, Any] = {}
    for at, figure in enumerate(figures):
        kind, given = figure["kind"], figure.get("given", {})
        try:
            asked = list(QUESTIONS.get(kind, _none)(opened, figure))
        except ConvscopeError:  # the photograph's channels are not the network's, say: the page says what it lacks
            asked = []
        for values in asked:
            try:
                told = answer(opened, figure, values)
            except ConvscopeError:  # of a size at which the network fails, say
                continue
            found[key("lesson-figure", {"name": name, "figure": at, **values})] = told
        if kind == "bottleneck":
            found |= _bottleneck(opened, given)
    return found


def _none(_: Opened, __: dict[str, Any]) -> Iterator[Asked]:
    yield from ()


def _table(_: Opened, __: dict[str, Any]) -> Iterator[Asked]:
    yield {"what": "table"}


def _sizes(opened: Opened, figure: dict[str, Any]) -> Iterator[Asked]:
    yield {"what": "steps", "size": []}
    own = answer(opened, figure, {"what": "steps", "size": []})["own"]
    for more in range(-NEAR, NEAR + 1):
        yield {"what": "steps", "size": [max(1, length + more) for length in own]}


def _field(opened: Opened, figure: dict[str, Any]) -> Iterator[Asked]:
    given = figure["given"]
    yield {"what": "layers"}
    yield {"what": "picture"}
    unit = [int(one) for one in given["unit"].split(",")] if "unit" in given else []
    for layer in answer(opened, figure, {"what": "layers"})["layers"]:
        yield {"what": "coverage", "layer": layer}
        yield {"what": "layer", "layer": layer, "unit": []}
        if unit and layer == given.get("layer"):
            yield {"what": "layer", "layer": layer, "unit": unit}


def _squares(_: Opened, figure: dict[str, Any]) -> Iterator[Asked]:
    for side in {int(figure["given"].get("side", 64)), *SIDES}:
        yield {"what": "squares", "side": side}


def _responses(_: Opened, figure: dict[str, Any]) -> Iterator[Asked]:
    given = figure["given"]
    yield {"what": "responses", "place": [int(given.get("row", 96)), int(given.get("column", 160))]}


def _seams(_: Opened, __: dict[str, Any]) -> Iterator[Asked]:
    for margin in MARGINS:
        yield {"what": "seams", "margin": margin}


def _positions(_: Opened, __: dict[str, Any]) -> Iterator[Asked]:
    for stride in STRIDES:
        yield {"what": "positions", "stride": stride}


def _painted(_: Opened, figure: dict[str, Any]) -> Iterator[Asked]:
    yield {"what": "painted", "depth": figure["given"].get("depth", "all"), "strength": 1}


def _tried(_: Opened, figure: dict[str, Any]) -> Iterator[Asked]:
    yield {"what": "tried", "experiment": figure["given"]["name"], "act": "state"}  # nothing yet; it needs the lab


def _learning(_: Opened, __: dict[str, Any]) -> Iterator[Asked]:
    yield {"what": "learning", "act": "state"}


def _unit(opened: Opened, figure: dict[str, Any]) -> Iterator[Asked]:
    given = figure["given"]
    state: Asked = {"what": "unit", "layer": given.get("layer", ""), "way": given.get("way", "maps")}
    yield state
    for layer in answer(opened, figure, state)["layers"]:
        yield {**state, "layer": layer}


def _bottleneck(opened: Opened, given: dict[str, str]) -> dict[str, Any]:
    into, out, kernel, side = (int(given[name]) for name in ("in_channels", "out_channels", "kernel", "side"))
    asked = {
        "in_channels": into, "out_channels": out, "kernel": [kernel, kernel], "positions": [side, side],
        "input_positions": [side, side],
    }  # fmt: skip
    widths = [{**asked, "width": width} for width in range(1, into + 1)]
    return {key("bottleneck", one): reduced.answer(opened, one) for one in widths}


QUESTIONS: dict[str, Callable[[Opened, dict[str, Any]], Iterator[Asked]]] = {
    "table": _table,
    "sizes": _sizes,
    "field": _field,
    "squares": _squares,
    "responses": _responses,
    "seams": _seams,
    "positions": _positions,
    "painted": _painted,
    "tried": _tried,
    "learning": _learning,
    "unit": _unit,
}
