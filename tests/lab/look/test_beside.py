"""Ways of looking beside the unit: what the command is told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from convscope import lab, load
from convscope.errors import ConvscopeError
from convscope.jobs import Turns
from convscope.lab import workshop
from convscope.lab.look import beside as room
from convscope.lab.look.beside import WAYS, Beside
from convscope.lab.look.kept import run_of
from convscope.lab.ship.targets import path_of
from convscope.lab.workshop import Workshop
from convscope.verbs.looks import METHODS


class Asked:
    """Stands for a command: it ends at once with a picture."""

    words: Sequence[str] = ()
    waits = None

    def __init__(self, kind: str, name: str, words: Sequence[str]) -> None:
        Asked.words = words
        self.ended = "result"
        self.events: dict[str, Any] = {}
        self.last = {"views": [{"sentence": "Read it so."}]}

    def leave(self) -> None:
        """It is gone."""


@pytest.mark.parametrize("way", WAYS)
def test_a_way_is_a_method_of_look_with_all_that_it_needs(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture by a file of its own, the unit, the place, the packaged digits; the newest takes the place."""
    monkeypatch.setattr(Turns, "add", lambda _, *given: Asked(*given))
    lenet = lab.Opened("lenet5:mnist", load("lenet5:mnist"), words=("--threads", "1"))
    opened = replace(lenet, beside=Beside(), workshop=workshop.Workshop())
    run = run_of(opened, {})
    if way == "onnx":
        with pytest.raises(ConvscopeError, match="no ONNX file of it yet; make it on the page Ship"):
            opened.beside.begin("me", way, run, run.recording.network["conv2"], 5, (1, 2))
        path_of(opened, "onnx").touch()
    told = opened.beside.begin("me", way, run, run.recording.network["conv2"], 5, (1, 2))
    words = list(Asked.words)
    assert words[:2] == ["look", "lenet5:mnist"] and words[-2:] == ["--threads", "1"]
    given = {words[at]: words[at + 1] for at in range(2, len(words) - 1) if words[at].startswith("--")}
    method = "answers" if way == "onnx" else way
    assert given["--method"] == method and (way == "onnx" or given["--layer"] == "conv2")
    assert given.get("--against", "").endswith(".onnx") == (way == "onnx")
    needs = next(one.needs for one in METHODS if one.name == method)
    assert ("picture" in needs) == words[2].endswith("picture.png")
    assert given.get("--data") == ("digits" if "data" in needs else None)
    assert given.get("--unit", "5") == "5" and given.get("--at", "1,2") == "1,2"
    assert told["way"] == way and told["work"]["sentences"] == ["Read it so."] and told["drawn"] is None
    assert opened.beside.told("another")["work"] is None
    opened.close()


def test_each_viewer_has_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one's look ends nothing of the first one's; of many the longest unasked is dropped, unless all wait."""
    monkeypatch.setattr(Turns, "add", lambda _, *given: Asked(*given))
    monkeypatch.setattr(room, "MOST", 2)
    opened = lab.Opened("lenet5:mnist", load("lenet5:mnist"))
    run = run_of(opened, {})
    conv2 = run.recording.network["conv2"]
    for viewer, unit in (("one", 3), ("two", 4)):
        opened.beside.begin(viewer, "grad-cam", run, conv2, unit)
    assert [opened.beside.told(viewer)["unit"] for viewer in ("one", "two")] == [3, 4]
    opened.beside.begin("three", "grad-cam", run, conv2, 5)
    assert opened.beside.told("one")["work"] is None and opened.beside.told("two")["unit"] == 4
    monkeypatch.setattr(Workshop, "running", "look")
    with pytest.raises(ConvscopeError, match="2 others look"):
        opened.beside.begin("four", "grad-cam", run, conv2, 6)
    opened.close()
