"""The questions ``draw-open``, ``draw``, ``draw-unit`` and ``draw-shift``."""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.errors import ConvscopeError
from convscope.lab.check.values import numbers, word
from convscope.lab.draw.packed import links, packed
from convscope.lab.draw.pad import Pad, entering, pad_of
from convscope.lab.draw.same import same
from convscope.lab.draw.told import name_of, told
from convscope.lab.embedded import coarser, png
from convscope.lab.lessons.photograph import shown
from convscope.lab.shelf import Gone
from convscope.look.shift_response import shift_response
from convscope.look.tower import Cut, Tower, cuts, tower
from convscope.network import trace
from convscope.network.watch import observe
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.model import Model
    from convscope.network import Network
    from convscope.picture import Picture

MOST_KEPT = 16  # towers, for who points at one
MOST_INDEX = 2**24
MOST_REACH, MOST_SECONDS = 8, 4.0  # of a map of shifts; nine runs may take longer
LONGEST = 2.0  # seconds a run may take for such a map
WHICH = ("main", "all")
WORDS = Words(
    slow_shifts="one run of {network} takes {seconds:.1f} s here, and each shift needs two",
    fix_slow_shifts="convscope look --method shift-response",
)


@dataclass
class _Kept:
    """Of the module that is open: its pad, its traced network, and the latest towers."""

    opened: Opened | None = None
    pad: Pad | None = None
    network: Network | None = None
    cuts: dict[str, tuple[Cut, ...]] = field(default_factory=dict)
    towers: OrderedDict[str, Tower] = field(default_factory=OrderedDict)


_KEPT = _Kept()


def opening(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give what the page needs before the first stroke: the pad, the forms, pictures to begin with."""
    del values
    kept = _of(opened)
    assert kept.pad is not None
    pad, contract = kept.pad, kept.pad.contract
    samples = _digits() if contract.channels == 1 else {"photo": png(coarser(shown(opened, ""), 512))}
    return {
        "spelling": opened.spelling,
        "channels": contract.channels,
        "size": [contract.height, contract.width],
        "pad": [pad.height, pad.width],
        "form": pad.form,
        "forms": list(pad.forms),
        "samples": samples,
        "classes": len(opened.model.classes),  # type: ignore[union-attr]
    }


def drawn(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Run the network once on a drawing: what entered, the answer, every layer, and the unit that is pointed at."""
    kept = _of(opened)
    assert kept.pad is not None
    model: Model = opened.model  # type: ignore[assignment]
    which = word(values, "layers") or WHICH[0]
    fitted, _ = entering(kept.pad, values)
    chosen = _cuts(opened, kept, which)
    found = tower(model, fitted, chosen)
    if len(found.cuts) < len(chosen):  # it went another way than on the picture before
        kept.network = found.network
        kept.cuts.clear()
        found = tower(model, fitted, _cuts(opened, kept, which))
    key = hashlib.blake2b(fitted.tobytes() + which.encode(), digest_size=12).hexdigest()
    kept.towers[key] = found
    kept.towers.move_to_end(key)
    while len(kept.towers) > MOST_KEPT:
        kept.towers.popitem(last=False)
    return {
        "key": key,
        "entered": {
            "channels": fitted.shape[2], "height": fitted.shape[0], "width": fitted.shape[1],
            "bytes": base64.b64encode(fitted.tobytes()).decode("ascii"),
        },
        "answer": told(model, fitted, found.answer),
        "layers": packed(found),
        "all": len(found.network),
        "unit": _unit(found, values["unit"]) if values.get("unit") else None,
        "same": same(opened, kept.pad, values),
    }  # fmt: skip


def unit(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give a unit's exact number, and its links down to the pad. Raises `Gone` where that drawing is not kept."""
    found = _of(opened).towers.get(word(values, "key"))
    if found is None:
        raise Gone("this drawing is not kept any more", fix="draw on")
    return _unit(found, values.get("unit"))


def shifts(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give how sure the class is at every shift of the drawing, as `look.shift_response` does.

    How far it is moved is chosen so that it takes seconds at most.
    """
    kept = _of(opened)
    assert kept.pad is not None
    model: Model = opened.model  # type: ignore[assignment]
    _, fitted = entering(kept.pad, values)
    seconds = _seconds(model, fitted)
    if seconds > LONGEST:
        raise ConvscopeError(
            WORDS.say("slow_shifts", network=opened.spelling, seconds=seconds),
            fix=WORDS.say("fix_slow_shifts"),
        )
    reach = next((one for one in range(MOST_REACH, 1, -1) if seconds * 2 * (2 * one + 1) ** 2 <= MOST_SECONDS), 1)
    _, share, change = shift_response(model, fitted, reach=reach)
    side = 2 * reach + 1
    scores = model.scores(fitted[None])[0]
    chosen = int(scores.argmax())
    return {
        "reach": reach,
        "name": name_of(model, chosen),
        "index": chosen,
        "shares": np.asarray(share.array, np.float64).reshape(side * side).tolist(),
        "change": np.asarray(change.array, np.float64).reshape(side * side).tolist(),
        "layer": change.layer,
        "alone": len(scores) == 1,
    }


def _network(opened: Opened, pad: Pad) -> Network:
    """Trace it; one that decides by what it computes, as detectors do, is watched on a black picture instead."""
    model: Model = opened.model  # type: ignore[assignment]
    try:
        return trace(model.module, pad.contract.input_shape, target=opened.spelling)
    except ConvscopeError:
        black = np.zeros((1, pad.contract.height, pad.contract.width, pad.contract.channels), np.uint8)
        return observe(model.module, model.enter(black), lambda _, __: None, target=opened.spelling)[0]


def _seconds(model: Model, fitted: Picture) -> float:
    """Time a run, the quicker of two."""
    taken = []
    for _ in range(2):
        begun = perf_counter()
        model.scores(fitted[None])
        taken.append(perf_counter() - begun)
    return min(taken)


def _unit(found: Tower, given: Any) -> dict[str, Any]:
    index, *place = numbers({"unit": given}, "unit", most=MOST_INDEX)
    if len(place) != 3:
        raise ConvscopeError("a unit without a place came", fix="give its layer, map, row and column")
    at = (place[0], place[1], place[2])
    return {"unit": [index, *place], "value": found.value(index, at), **links(found, index, at)}


def _cuts(opened: Opened, kept: _Kept, which: str) -> tuple[Cut, ...]:
    if which not in WHICH:
        raise ConvscopeError(f"layers {which[:40]} came", fix="give main or all")
    if which not in kept.cuts:
        assert kept.network is not None
        kept.cuts[which] = cuts(kept.network, "all" if which == "all" else "main")
    return kept.cuts[which]


def _of(opened: Opened) -> _Kept:
    """Give what is kept of this module; one lab has one, and another's is dropped."""
    if _KEPT.opened is not opened:
        pad = pad_of(opened)
        _KEPT.opened, _KEPT.pad, _KEPT.network = opened, pad, _network(opened, pad)
        _KEPT.cuts.clear()
        _KEPT.towers.clear()
    return _KEPT


@cache
def _digits() -> dict[str, str]:
    """Give the first digit of each kind of scikit-learn's (UCI ML, Alpaydin and Kaynak 1998), 8 × 8."""
    from sklearn.datasets import load_digits

    loaded = load_digits()
    first = {str(label): int(np.flatnonzero(loaded.target == label)[0]) for label in range(10)}
    return {
        name: png(np.round(loaded.images[at] * (255 / 16)).astype(np.uint8)[..., None]) for name, at in first.items()
    }
