"""What ``ship --compare`` does: hold a network against files, and write the report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.ship import Compared
    from convscope.verbs.ship import Ship


def ship_compare(verb: Ship) -> Compared:
    """Compare, and write the report where one was asked for."""
    from convscope.errors import ConvscopeError
    from convscope.report import of_shipped, write
    from convscope.ship import compare

    if verb.save is not None and Path(verb.save).suffix.lower() != ".html":
        raise ConvscopeError(f"the report cannot be saved as {verb.save}", fix="end it in .html")
    found = compare(verb.loaded(), (*verb.compare, *verb.files))
    if verb.save is None:
        return found
    return replace(found, path=write(of_shipped(found), verb.save))


def python_compare(verb: Ship) -> str:
    """Write the Python that does the same."""
    files = [*verb.compare, *verb.files]
    saved = "" if verb.save is None else f"\ncs.report.write(cs.report.of_shipped(compared), {verb.save!r})"
    return f"import convscope as cs\ncompared = cs.ship.compare(cs.load({verb.arguments()}), {files!r}){saved}"
