"""The runs in a folder: each with its record, or with the reason why it cannot be read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.errors import BrokenRun, ConvscopeError
from convscope.runs.record import Record
from convscope.runs.run import RECORD, Run

DEEP = 3  # folders below the one that is asked for


@dataclass(frozen=True)
class Listed:
    """A run folder: its record, or, where that is broken, ``reason``."""

    folder: Path
    record: Record | None
    reason: str = ""

    @property
    def state(self) -> str:
        """See `Run.state`; *broken* where it cannot be read."""
        return "broken" if self.record is None else Run(self.folder).state

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        if self.record is None:
            return {"folder": str(self.folder), "status": self.state, "reason": self.reason}
        kept = ("status", "started", "data", "model", "epochs", "best_epoch", "seconds", "results")
        said = self.record.model_dump(mode="json")
        return {"folder": str(self.folder), **{name: said[name] for name in kept}, "status": self.state}


def list_runs(folder: str | Path = "runs") -> tuple[Listed, ...]:
    """Find the runs in a folder, and up to three folders below it, the latest first; broken ones last.

    Raises `ConvscopeError` where there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ConvscopeError(f"there is no folder {folder}", fix="name one that holds runs, or train one")
    found = [_listed(place) for place in _places(folder, DEEP)]
    return tuple(sorted(found, key=lambda one: "" if one.record is None else one.record.started, reverse=True))


def _places(folder: Path, deep: int) -> list[Path]:
    if (folder / RECORD).is_file():
        return [folder]
    if not deep:
        return []
    try:
        below = sorted(entry.path for entry in os.scandir(folder) if entry.is_dir() and not entry.name.startswith("."))
    except PermissionError:
        return []
    return [place for inner in below for place in _places(Path(inner), deep - 1)]


def _listed(folder: Path) -> Listed:
    try:
        return Listed(folder, Run(folder).record)
    except BrokenRun as error:
        return Listed(folder, None, error.problem)
