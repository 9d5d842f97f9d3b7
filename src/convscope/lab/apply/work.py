"""The command that makes the labels, and how far it is: it goes on whatever page is open."""

from __future__ import annotations

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.verbs.segment import Segment

if TYPE_CHECKING:
    from convscope.jobs import Turns
    from convscope.lab.opened import Opened

LEAST_SHARE = 0.02  # of the work, before the time left is told


class Work:
    """A segmentation that was begun from the page; ``words`` go to the command after the verb's own."""

    def __init__(self, verb: Segment, turns: Turns, words: tuple[str, ...] = ()) -> None:
        self._begun: float | None = None  # when the tiles began, as it was first seen
        self._from = 0  # tiles that were done then
        self._command = turns.add("apply", Path(verb.scene).name, [*shlex.split(verb.command())[1:], *words])

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return not self._command.ended

    def told(self) -> dict[str, Any]:
        """Plain values for the page: how far, how it is done, and how it ended."""
        command, events = self._command, self._command.events
        counted, planned = events.get("counted", {}), events.get("planned", {})
        done, total, before = counted.get("done", 0), counted.get("total", 0), planned.get("done", 0)
        left = None
        if planned and self._begun is None:
            self._begun, self._from = time.monotonic(), max(done, before)
        if self.running and self._begun is not None and done - self._from >= LEAST_SHARE * total > 0:
            left = (time.monotonic() - self._begun) * (total - done) / (done - self._from)
        return {
            "running": self.running, "waits": command.waits, "ended": command.ended,
            "done": done, "total": total, "left": left,
            "plan": planned.get("plan", ""), "notes": planned.get("notes", []), "said": planned.get("said"),
            "message": command.last.get("message", ""),
        }  # fmt: skip

    def stop(self) -> None:
        """Stop it; begun again, it goes on from there."""
        self._command.stop()

    def leave(self) -> None:
        """Stop it, and wait until it is gone."""
        self._command.leave()


def verb_of(opened: Opened) -> Segment:
    """Give the command that makes the labels of the scene; what is there is replaced."""
    scenery = opened.scenery
    assert scenery is not None
    said = dict(opened.said)
    if scenery.bands is not None:
        said["bands"] = ",".join(map(str, scenery.bands))
    if scenery.values is not None:
        said["range"] = ",".join(f"{value:g}" for value in scenery.values)
    if scenery.out.is_file():
        said["overwrite"] = True
    return Segment(model=opened.spelling, scene=scenery.path, out=str(scenery.out), **said)
