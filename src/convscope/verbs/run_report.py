"""The report that every training leaves in its run folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run
    from convscope.verbs.verb import Session


@dataclass(frozen=True)
class RunReported:
    """Where the report of a run was written; where it could not be, ``reason`` says why."""

    path: Path
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"path": str(self.path)} if not self.reason else {"path": None, "reason": self.reason}


def page_path(path: str | Path) -> Path:
    """Check that a file's name is one of a page."""
    from convscope.errors import ConvscopeError

    path = Path(path)
    if path.suffix.lower() != ".html":
        raise ConvscopeError(f"a report cannot be saved as {path.name!r}", fix="end it in .html")
    return path


def write_report(run: Run, path: Path, dataset: Dataset | None = None) -> RunReported:
    """Write a run's report; `BrokenRun` where the run cannot be read."""
    from convscope.report import of_run, write

    return RunReported(write(of_run(run, dataset), path))


def leave_report(run: Run, session: Session, dataset: Dataset | None = None) -> None:
    """Write the report into the run folder. That it cannot be drawn is said, and changes nothing of the run."""
    from convscope.report.of_run import NAME

    path = run.folder / NAME
    try:
        reported = write_report(run, path, dataset)
    except Exception as error:  # whatever it is: the run is there, and is whole
        told = f"{error}".partition("\n")[0] or type(error).__name__
        reported = RunReported(path, told)
    session.show(reported)
