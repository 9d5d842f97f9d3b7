"""The question ``sizes``: of some input sizes, which divide evenly, which lose nothing, which fail."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from convscope.lab.check import traced
from convscope.lab.check.values import MOST_LENGTH, asked, numbers

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.network.sizes import Fit

PATIENCE = 0.05  # seconds: what is left is asked for again, behind a question that came meanwhile
MOST = 600


def answer(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Try the lengths in the order they came, as many as there is time for, one at least.

    ``axis`` is the axis that changes while the others keep the length they have; -1 is all of them.
    """
    wanted = asked(opened, values)
    lengths = numbers(values, "lengths", most=MOST_LENGTH, least=1, count=MOST)
    axis = numbers({"axis": [values.get("axis", -1)]}, "axis", most=len(wanted.size) - 1, least=-1)[0]
    begun, found = monotonic(), []
    for length in lengths:
        size = tuple(length if axis in (-1, at) else kept for at, kept in enumerate(wanted.size))
        found.append([length, _told(traced.fit(opened, size, zeros=wanted.zeros))])
        if monotonic() - begun > PATIENCE:
            break
    fixed = tuple(None if axis in (-1, at) else kept for at, kept in enumerate(wanted.size))
    verb = traced.verb(opened, wanted)
    span = f"{min(lengths)}:{max(lengths)}" if lengths else "1:1"
    said = span if None not in fixed or axis == -1 else ",".join(span if k is None else str(k) for k in fixed)
    return {"found": found, "command": replace(verb, sizes=said, fixed=False, select=None, advise=False).command()}


def _told(one: Fit) -> dict[str, Any]:
    return {
        "runs": one.runs,
        "divides": one.divides,
        "loses_nothing": one.loses_nothing,
        "uneven": one.uneven,
        "loses": one.loses,
        "fails": one.fails,
    }
