"""What rules say has in common: axes, positions, the formula of an output's size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convscope.saying import Said, Words

if TYPE_CHECKING:
    from convscope.arithmetic import Window

SHARED = Words(
    row="row",
    column="column",
    plane="plane",
    position="position",
    one="{axis} {first}",
    few="{axis}s {positions}",
    many="{count:,} {axis}s ({first}, {second}, … {last})",
    formula="{exact}",
    formula_up="{exact}, up to {outputs}",
    formula_down="{exact}, down to {outputs}",
)


def axis(name: str) -> Said:
    """Name an axis: row, column, plane or position."""
    return SHARED.say(name)


def unread(name: str, count: int, first: Sequence[int], last: int) -> Said:
    """Say which rows or columns, of more than four the first two and the last.

    >>> str(unread("row", 1, [6], 6)), str(unread("row", 6, [0, 1, 2, 3], 7))
    ('row 6', '6 rows (0, 1, … 7)')
    """
    if count == 1:
        return SHARED.say("one", axis=axis(name), first=first[0])
    if count <= 4:
        return SHARED.say("few", axis=axis(name), positions=", ".join(map(str, first)))
    return SHARED.say("many", axis=axis(name), count=count, first=first[0], second=first[1], last=last)


def formula(window: Window, length: int) -> Said:
    """Say how many outputs a window has on a map of that length, with the formula's numbers."""
    exact, _, rounded = window.formula(length).partition(", ")
    way, _, outputs = rounded.partition(" to ")
    if not rounded:
        return SHARED.say("formula", exact=exact)
    return SHARED.say(f"formula_{way}", exact=exact, outputs=outputs)
