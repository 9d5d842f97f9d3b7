"""The command that makes labels, followed."""

from typing import Any, cast

import pytest

from convscope import lab
from convscope.jobs import Turns
from convscope.lab.apply import work
from convscope.verbs.segment import Segment


class Fake:
    """A command that is where it is told to be."""

    waits = None

    def __init__(self, words: list[str]) -> None:
        self.words, self.stopped, self.ended = words, False, ""
        self.events: dict[str, Any] = {}
        self.last: dict[str, Any] = {}

    def stop(self) -> None:
        self.stopped = True


class InTurn:
    """Turns that begin everything at once."""

    def add(self, kind: str, name: str, words: list[str]) -> Fake:
        assert (kind, name) == ("apply", "a scene.tif")
        return Fake(words)


def test_the_command_is_the_verbs(segmenting: lab.Opened) -> None:
    """With all that was said of the network; labels that are there are replaced."""
    verb = work.verb_of(segmenting)
    assert (verb.mean, verb.std, verb.overwrite) == ("0.5", "0.5", True)
    assert segmenting.scenery is not None and verb.scene == segmenting.scenery.path


def test_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is told once there is something to go by, since the tiles began; what was done before counts for nothing."""
    clock = iter([100.0, 110.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    verb = Segment(model="net.py:Net", scene="a scene.tif", out="l.tif")
    found = work.Work(verb, cast("Turns", InTurn()), ("--threads", "2"))
    command: Any = found._command
    assert command.words == ["segment", "net.py:Net", "a scene.tif", "--out", "l.tif", "--threads", "2"]
    assert found.told()["left"] is None and found.running
    command.events.update(planned={"done": 40, "plan": "exact", "notes": ["n"]})
    assert found.told()["left"] is None
    command.events["counted"] = {"done": 60, "total": 100}
    told = found.told()
    assert (told["done"], told["total"], told["left"], told["plan"]) == (60, 100, 20.0, "exact")
    command.ended, command.last = "interrupted", {"message": "stopped"}
    assert found.told()["message"] == "stopped" and not found.running
    found.stop()
    assert command.stopped
