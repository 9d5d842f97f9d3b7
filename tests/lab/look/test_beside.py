"""Ways of looking beside the unit: what the command is told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from convscope import lab, load
from convscope.errors import ConvscopeError
from convscope.lab.look.beside import WAYS, Beside
from convscope.lab.look.kept import run_of
from convscope.lab.ship import workshop
from convscope.lab.ship.targets import path_of
from convscope.verbs.looks import METHODS


class Asked:
    """Stands for a command: it ends at once with a picture."""

    words: Sequence[str] = ()

    def __init__(self, words: Sequence[str]) -> None:
        Asked.words = words
        self.ended = "result"
        self.events: dict[str, Any] = {}
        self.last = {"views": [{"sentence": "Read it so."}]}

    def leave(self) -> None:
        """It is gone."""


@pytest.mark.parametrize("way", WAYS)
def test_a_way_is_a_method_of_look_with_all_that_it_needs(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture by a file of its own, the unit, the place, the packaged digits; the newest takes the place."""
    monkeypatch.setattr(workshop, "Command", Asked)
    lenet = lab.Opened("lenet5:mnist", load("lenet5:mnist"), words=("--threads", "1"))
    opened = replace(lenet, beside=Beside(), workshop=workshop.Workshop())
    run = run_of(opened, {})
    if way == "onnx":
        with pytest.raises(ConvscopeError, match="no ONNX file of it yet; make it on the page Ship"):
            opened.beside.begin(way, run, run.recording.network["conv2"], 5, (1, 2))
        path_of(opened, "onnx").touch()
    told = opened.beside.begin(way, run, run.recording.network["conv2"], 5, (1, 2))
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
    opened.close()
