"""The machine's turns."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.jobs import turns as room
from convscope.jobs.turns import Turned, Turns


class Fake:
    """A command that ends when it is told to."""

    def __init__(self, words: tuple[str, ...], on_end: Callable[[Any], object]) -> None:
        if words == ("cannot",):
            raise OSError("no memory for a process")
        self.words, self.on_end, self.ended = words, on_end, ""
        self.events: dict[str, Any] = {"counted": {"done": 1}}

    def stop(self) -> None:
        self.end("interrupted")

    def leave(self, grace: float | None) -> None:
        """It is gone."""

    def end(self, how: str) -> None:
        self.ended, self.events[how] = how, {"message": how}
        self.on_end(self)


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    monkeypatch.setattr(room, "Command", Fake)
    return Turns()


def command_of(one: Turned) -> Any:
    assert one.command is not None
    return one.command


def test_one_has_the_machine_and_others_wait_in_their_order(turns: Turns) -> None:
    """Each is told what it waits for; the next begins when that has ended, and who began a command hears its end."""
    heard: list[Turned] = []
    first = turns.add("train", "digits", ["train"], heard.append)
    second, third = turns.add("ship", "onnx", ["ship"]), turns.add("learn", "shift", ["experiment"])
    assert first.waits is None and second.waits == third.waits == {"kind": "train", "name": "digits"}
    assert second.command is None and second.events == second.last == {} and not second.ended
    command_of(first).end("result")
    assert heard == [first] and first.last == {"message": "result"} and first.ended == "result"
    assert second.waits is None and command_of(second).words == ("ship",)
    assert third.waits == {"kind": "ship", "name": "onnx"}


def test_one_that_waits_is_stopped_without_having_begun(turns: Turns) -> None:
    """It was interrupted, at once; one that has the machine is stopped as by Ctrl-C, and left when it is gone."""
    first, second = turns.add("train", "a", ["train"]), turns.add("ship", "b", ["ship"])
    second.leave()
    assert second.ended == "interrupted" and second.last["message"] == "stopped" and second.command is None
    first.leave()
    assert first.ended == "interrupted" and first.waits is None


def test_one_that_cannot_begin_holds_nobody_up(turns: Turns) -> None:
    """Its error is told."""
    first, second = turns.add("train", "a", ["train"]), turns.add("ship", "b", ["cannot"])
    third = turns.add("learn", "c", ["experiment"])
    command_of(first).end("result")
    assert second.ended == "error" and "no memory" in second.last["message"] and third.command is not None


def test_closed_it_begins_nothing(turns: Turns) -> None:
    """What waits stays where it is, and is left as such."""
    first, second = turns.add("train", "a", ["train"]), turns.add("ship", "b", ["ship"])
    turns.close()
    first.leave()
    assert second.command is None
    second.leave()
    assert second.ended == "interrupted"
