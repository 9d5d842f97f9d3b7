"""Commands in turn."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.jobs import queue as room
from convscope.jobs import turns
from convscope.jobs.queue import Queue


class Fake:
    """A command that ends when it is told to."""

    def __init__(self, words: tuple[str, ...], on_end: Callable[[Any], object]) -> None:
        self.words, self.on_end, self.stops, self.ended, self.left = words, on_end, 0, "", False
        self.events: dict[str, Any] = {"step": {"seen": 1}}

    def stop(self) -> None:
        self.stops += 1

    def leave(self, grace: float) -> None:
        self.left = True
        if not self.ended:
            self.end("interrupted")

    def end(self, how: str) -> None:
        self.ended = how
        self.on_end(self)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    monkeypatch.setattr(turns, "Command", Fake)
    return Queue()


def first(queue: Queue) -> Any:
    turned = queue._jobs[0].command
    assert turned is not None
    return turned.command


def ended(turned: turns.Turned, how: str) -> None:
    command: Any = turned.command
    command.end(how)


def states(queue: Queue) -> list[tuple[str, str]]:
    return [(one["name"], one["state"]) for one in queue.told()]


def test_the_second_waits_for_the_first(queue: Queue) -> None:
    """It begins when that has ended, however it did."""
    queue.add("one", ["train", "a"])
    queue.add("two", ["train", "b"])
    assert states(queue) == [("one", "running"), ("two", "waiting")] and queue.names() == {"one", "two"}
    assert queue.events("one") == {"step": {"seen": 1}} and queue.events("two") == queue.events("none") == {}
    with pytest.raises(ConvscopeError, match="one is in the queue"):
        queue.add("one", ["train", "a"])
    first(queue).end("error")
    assert states(queue) == [("two", "running")] and first(queue).words == ("train", "b")
    assert queue.ended("one") == "error" and queue.ended("two") == "" and queue.events("one")


def test_a_pause_keeps_its_place_and_a_stop_gives_it_up(queue: Queue) -> None:
    """Ctrl-C is pressed once: a second one would not wait for a clean point."""
    queue.add("one", ["train"])
    queue.add("two", ["train"])
    queue.pause("one")
    queue.pause("one")
    assert states(queue)[0] == ("one", "pausing") and first(queue).stops == 1
    first(queue).end("interrupted")
    assert states(queue) == [("one", "paused"), ("two", "waiting")]
    queue.go_on("one", ["train", "--resume"])
    assert states(queue)[0] == ("one", "running") and first(queue).words == ("train", "--resume")
    queue.pause("one")
    queue.stop("one")
    assert states(queue)[0] == ("one", "stopping") and first(queue).stops == 1
    first(queue).end("interrupted")
    assert states(queue) == [("two", "running")]
    queue.go_on("one", ["train", "--resume"])
    assert states(queue) == [("two", "running"), ("one", "waiting")]
    queue.stop("one")
    queue.pause("two")
    first(queue).end("interrupted")
    queue.add("three", ["train"])
    queue.stop("two")
    assert states(queue) == [("three", "running")]


def test_one_that_was_done_before_its_pause_leaves(queue: Queue) -> None:
    """The next begins."""
    queue.add("one", ["train"])
    queue.add("two", ["train"])
    queue.pause("one")
    first(queue).end("result")
    assert states(queue) == [("two", "running")]


def test_it_does_not_grow_without_end_and_closes(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs is ended, what waits never begins."""
    monkeypatch.setattr(room, "MOST", 2)
    queue.add("one", ["train"])
    queue.add("two", ["train"])
    with pytest.raises(ConvscopeError, match="2 are in the queue"):
        queue.add("three", ["train"])
    running = first(queue)
    queue.close()
    assert running.left and queue.told() == []


def test_others_have_the_machine_between_two_and_while_one_is_paused(queue: Queue) -> None:
    """A training that waits for them says so; paused or stopped meanwhile it has not begun."""
    other = queue.turns.add("ship", "onnx", ["ship"])
    queue.add("one", ["train"])
    assert queue.told() == [{"name": "one", "state": "waiting", "waits": {"kind": "ship", "name": "onnx"}}]
    queue.stop("one")
    assert queue.told() == [] and queue.ended("one") == "interrupted"
    queue.add("two", ["train"])
    ended(other, "result")
    assert states(queue) == [("two", "running")]
    queue.pause("two")
    first(queue).end("interrupted")
    again = queue.turns.add("ship", "onnx", ["ship"])
    queue.go_on("two", ["train", "--resume"])
    assert again.command is not None and states(queue) == [("two", "waiting")]
