"""What a lesson has the machine do."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from convscope import lab, load
from convscope.errors import UnknownName
from convscope.jobs import command
from convscope.lab.lessons.tries import Subject
from convscope.verbs.rule import Rule

SAYS = """
import sys, time
open(sys.argv[2], "w").write("made")
print('{"event": "counted", "done": 3, "total": 9}', flush=True)
time.sleep(60 if "slow" in sys.argv[2] else 0)
print('{"event": "result", "answer": 42}', flush=True)
"""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[lab.Opened]:
    """A lab whose commands write a file and end at once, or, of a name with slow in it, in a minute."""
    monkeypatch.setattr(command, "START", SAYS)
    one = lab.Opened("lenet5", load("lenet5"))
    yield one
    one.close()


def subject(name: str) -> Subject:
    return Subject(
        name, Rule(rule="wasted-bias"), lambda folder: Rule(rule=str(folder / name)),
        lambda folder, result: {"file": (folder / name).read_text(), "answer": result["answer"]},
        lambda events: (events["counted"]["done"], 9) if "counted" in events else None,
    )  # fmt: skip


def until(opened: lab.Opened, one: Subject, ended: str) -> dict[str, Any]:
    while True:
        told = opened.tries.asked(opened, one, "state", "")
        if told["work"]["ended"] or (not ended and told["work"]["counted"]):
            assert told["work"]["ended"] == ended
            return told


def test_what_was_found_is_read_once_and_stays(opened: lab.Opened) -> None:
    """Before it is asked for there is nothing but the command; a second one begins anew."""
    one = subject("quick")
    assert opened.tries.asked(opened, one, "state", "a") == {
        "work": None, "found": None,
        "same": {"command": "convscope rule wasted-bias", "python": one.verb.python()},
    }  # fmt: skip
    opened.tries.asked(opened, one, "begin", "a")
    told = until(opened, one, "result")
    assert told["found"] == {"file": "made", "answer": 42} and told["work"]["counted"] == (3, 9)
    folder = opened.tries._tries["quick"].workshop.folder
    (folder / "older").mkdir()
    opened.tries.asked(opened, one, "begin", "a")
    assert not (folder / "older").exists()
    assert until(opened, one, "result")["found"] is not None
    with pytest.raises(UnknownName):
        opened.tries.asked(opened, one, "ask", "a")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_is_stopped_when_nobody_waits_for_it(opened: lab.Opened) -> None:
    """Two look at one lesson: the first one's stop is not the second's. Another experiment waits for its turn."""
    slow, other = subject("slow"), subject("quick")
    for viewer in ("a", "b"):
        opened.tries.asked(opened, slow, "begin", viewer)
    until(opened, slow, "")
    waits = opened.tries.asked(opened, other, "begin", "a")["work"]["waits"]
    assert waits == {"kind": "learn", "name": "slow"}
    assert opened.tries.asked(opened, slow, "stop", "a")["work"]["running"]
    opened.tries.asked(opened, slow, "stop", "b")
    assert until(opened, slow, "interrupted")["found"] is None
    assert until(opened, other, "result")["found"]


def test_a_lab_that_ends_ends_it(opened: lab.Opened) -> None:
    """And its files are gone."""
    slow = subject("slow")
    opened.tries.asked(opened, slow, "begin", "a")
    folder = opened.tries._tries["slow"].workshop.folder
    opened.close()
    assert not folder.exists()
