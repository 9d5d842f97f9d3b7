"""A result as a file: the ending says the form, and a reader sees the old file or the new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from convscope.errors import ConvscopeError
from convscope.runs.durable import atomically

Result = TypeVar("Result")


def check_ending(
    out: str | Path, endings: Mapping[str, object], what: str, named: Mapping[str, str] | None = None
) -> Path:
    """Refuse an ending that is none of a form, and a folder that is not there, before the work.

    ``named`` are forms that have a name beside their ending.
    """
    path = Path(out)
    if path.suffix.lower().lstrip(".") not in endings:
        names = named or {}
        *some, last = (f".{ending}" + (f" ({names[ending]})" if ending in names else "") for ending in endings)
        raise ConvscopeError(f"{what} cannot be saved as {path.name!r}", fix=f"end it in {', '.join(some)} or {last}")
    if not path.absolute().parent.is_dir():
        raise ConvscopeError(f"there is no folder {path.parent}", fix="make it first")
    return path


def save_text(found: Result, path: Path, forms: Mapping[str, Callable[[Result], str]]) -> Path:
    """Write it whole, in the form that the ending says."""
    text = forms[path.suffix.lower().lstrip(".")](found)
    atomically(path, lambda beside: beside.write_text(text, encoding="utf-8"))
    return path
