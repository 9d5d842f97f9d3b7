"""The questions ``draw-open``, ``draw``, ``draw-unit`` and ``draw-shift``."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.errors import ConvscopeError
from convscope.lab.check.values import numbers, word
from convscope.lab.draw.kept import WHICH, kept_of
from convscope.lab.draw.packed import links, packed
from convscope.lab.draw.pad import entering
from convscope.lab.draw.same import same
from convscope.lab.draw.told import name_of, told
from convscope.lab.embedded import coarser, png
from convscope.lab.lessons.photograph import shown
from convscope.lab.samples import digits
from convscope.lab.shelf import Gone
from convscope.look.shift_response import shift_response
from convscope.look.tower import Tower, tower
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.model import Model
    from convscope.picture import Picture

MOST_INDEX = 2**24
MOST_REACH, MOST_SECONDS = 8, 4.0  # of a map of shifts; nine runs may take longer
LONGEST = 2.0  # seconds a run may take for such a map
WORDS = Words(
    slow_shifts="one run of {network} takes {seconds:.1f} s here, and each shift needs two",
    fix_slow_shifts="convscope look --method shift-response",
)


def opening(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give what the page needs before the first stroke: the pad, the forms, pictures to begin with."""
    del values
    kept = kept_of(opened)
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
    kept = kept_of(opened)
    assert kept.pad is not None
    model: Model = opened.model  # type: ignore[assignment]
    which = word(values, "layers") or WHICH[0]
    fitted, _ = entering(kept.pad, values)
    chosen = kept.cuts_of(which)
    found = tower(model, fitted, chosen)
    if len(found.cuts) < len(chosen):  # it went another way than on the picture before
        kept.went(found.network)
        found = tower(model, fitted, kept.cuts_of(which))
    key = hashlib.blake2b(fitted.tobytes() + which.encode(), digest_size=12).hexdigest()
    kept.keep(key, found)
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
    found = kept_of(opened).towers.get(word(values, "key"))
    if found is None:
        raise Gone("this drawing is not kept any more", fix="draw on")
    return _unit(found, values.get("unit"))


def shifts(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give how sure the class is at every shift of the drawing, as `look.shift_response` does.

    How far it is moved is chosen so that it takes seconds at most.
    """
    kept = kept_of(opened)
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


@cache
def _digits() -> dict[str, str]:
    """Give the first digit of each kind of scikit-learn's (UCI ML, Alpaydin and Kaynak 1998), 8 × 8."""
    images, labels = digits()
    first = {str(label): int(np.flatnonzero(labels == label)[0]) for label in range(10)}
    return {name: png(np.round(images[at] * (255 / 16)).astype(np.uint8)[..., None]) for name, at in first.items()}
