"""The command and the Python of what the page Draw shows; both begin with the pad as a file, which the page saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.lab.check.values import number, word
from convscope.lab.draw.pad import MOST_SHIFT, Pad, python_of
from convscope.verbs.look import Look

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

PAD, ENTERED = "pad.png", "entered.png"  # what the page calls the files


def same(opened: Opened, pad: Pad, values: dict[str, Any]) -> dict[str, str]:
    """Say how to have the same maps of what entered, and how that is made of the pad's own picture."""
    form = word(values, "form") or pad.form
    down, across = (number(values, name, least=-MOST_SHIFT, most=MOST_SHIFT) for name in ("down", "across"))
    verb = Look(model=opened.spelling, picture=ENTERED, **opened.said)
    lines = ["import convscope as cs", "from convscope.picture import read"]
    if form != "drawn":
        lines.append("from convscope.picture.handwritten import as_digit")
    if down or across:
        lines.append("from convscope.look.shift_response import moved")
    loading = next(line for line in verb.python().splitlines() if line.startswith("model = "))
    lines += ["", loading, f'picture = read("{PAD}")', python_of(pad, form)]
    if down or across:
        lines.append(f"fitted = moved(fitted, {down}, {across})")
    lines += [
        "print(model.scores(fitted[None])[0])",
        "for view in cs.look.maps(model, fitted):",
        "    print(view.layer, view.array.shape, view.array.min(), view.array.max())",
    ]
    return {"command": verb.command(), "python": "\n".join(lines)}
