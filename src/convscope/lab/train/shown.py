"""The runs of the folder, as the page shows them: a list, one with its curves, two against each other."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.errors import BrokenRun, ConvscopeError
from convscope.lab.ship.places import without_folders
from convscope.lab.train.asked import again
from convscope.lab.train.words import WORDS
from convscope.look.learning import score_of
from convscope.runs import Run, compare, list_runs
from convscope.runs.run import RECORD
from convscope.verbs.runs import Runs
from convscope.verbs.train import Train

if TYPE_CHECKING:
    from convscope.lab.train.studio import Studio
    from convscope.runs import Listed

SPOKEN = ("started", "forecast", "step", "epoch", "resumed", "out_of_memory")  # events of which the page says something
MOST_LISTED = 200
MOST_PART = 19  # times as long as a look takes, until the next one


def listed(studio: Studio) -> list[dict[str, Any]]:
    """List the folder's runs, the latest first; what has not begun to write yet is in the queue alone.

    Of a folder of many runs it may be some seconds old: reading them has at most a twentieth of the time.
    """
    begun = time.monotonic()
    if begun < studio.looked.get("due", 0.0):
        found: list[dict[str, Any]] = studio.looked["rows"]
        return found
    if not studio.folder.is_dir():
        return []
    found = [_row(studio, one) for one in list_runs(studio.folder)[:MOST_LISTED]]
    ended = time.monotonic()
    studio.looked.update(rows=found, due=ended + MOST_PART * (ended - begun))
    return found


def run_of(studio: Studio, name: str) -> Run:
    """Give a run by its name in the folder; nothing else of this machine has one."""
    inside = Path(name)
    if not name or inside.is_absolute() or ".." in inside.parts or not (studio.folder / inside / RECORD).is_file():
        said = WORDS.say("no_run", name=name[:100], folder=studio.folder.name)
        raise ConvscopeError(said, fix=WORDS.say("fix_no_run"))
    return Run(studio.folder / inside)


def told(studio: Studio, name: str, have: int) -> dict[str, Any]:
    """Give one run: its record, the epochs that follow those which the page has, its moments, what goes on.

    Where the page has more epochs than there are, as after a training went back to a checkpoint, all are given.
    """
    events = studio.queue.events(name)
    spoken: dict[str, Any] = {one: events[one] for one in SPOKEN if one in events}
    ended = studio.queue.ended(name)
    last = events.get(ended, {})
    going = {
        "name": name, "events": spoken, "ended": ended,
        "message": without_folders(last.get("message", "")) if ended == "error" else "",
    }  # fmt: skip
    try:
        run = run_of(studio, name)
        record, lines = run.record, run.metrics
    except BrokenRun as error:
        return {**going, "run": None, "fault": without_folders(error.problem)}
    except ConvscopeError as error:
        if name in studio.queue.names() or ended:
            return {**going, "run": None, "fault": ""}  # it has not begun to write, or never came to it
        raise error
    since = have if 0 <= have <= len(lines) else 0
    verb, session = again(record.command)
    score, _ = score_of(run)
    return {
        **going,
        "fault": "",
        "run": {
            "data": Path(record.data).name, "model": without_folders(record.model), "classes": len(record.classes),
            "answers": record.answers, "epochs": record.epochs, "of": record.recipe["epochs"], "state": run.state,
            "resumable": run.resumable, "best_epoch": record.best_epoch, "seconds": record.seconds,
            "results": _finite(record.results), "ended": record.ended, "reason": without_folders(record.reason),
            "seed": record.seed, "pictures": record.pictures, "device": record.device, "threads": record.threads,
            "resumed": record.resumed, "score": score, "started": record.started,
        },
        "since": since,
        "lines": [_finite(line) for line in lines[since:]],
        "moments": moments(run),
        "same": {"command": record.command, "python": verb.python_of(session)},
        "go_on": resuming(run).command(),
    }  # fmt: skip


def moments(run: Run) -> list[int]:
    """Give the epochs whose weights are there: those of the history, and the best one's; 0 is before training."""
    kept = {epoch for epoch in run.moments() if epoch <= run.record.epochs}
    if run.record.best_epoch is not None:
        kept.add(run.record.best_epoch)
    return sorted(kept)


def resuming(run: Run) -> Train:
    """Give the command that goes on with a run."""
    return Train(data=str(run.folder), resume=True)


def compared(studio: Studio, first: str, second: str) -> dict[str, Any]:
    """Give what two runs were asked differently, what came out, and the commands that say so."""
    runs = run_of(studio, first), run_of(studio, second)
    verb = Runs(action="compare", runs=tuple(str(run.folder) for run in runs))
    found = compare(*runs).as_dict()
    return {
        "differences": without_folders(found["differences"]),
        "results": [_finite(row) for row in found["results"]],
        "same": {"command": verb.command(), "python": verb.python()},
    }


def _row(studio: Studio, one: Listed) -> dict[str, Any]:
    name = one.folder.relative_to(studio.folder).as_posix()
    if one.record is None:
        return {"name": name, "state": "broken", "reason": without_folders(one.reason)}
    record = one.record
    score = record.score
    return {
        "name": name, "state": one.state, "reason": "", "data": Path(record.data).name,
        "model": without_folders(record.model), "epochs": record.epochs, "of": record.recipe.get("epochs"),
        "score": None if score is None or not math.isfinite(score[1]) else score[1],
    }  # fmt: skip


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what JSON has no number for."""
    return {name: None if isinstance(one, float) and not math.isfinite(one) else one for name, one in row.items()}
