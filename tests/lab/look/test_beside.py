"""Ways of looking beside the unit: what the command is told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from convscope import lab, load
from convscope.lab.look.beside import WAYS, Beside
from convscope.lab.look.kept import run_of
from convscope.lab.ship import workshop
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
    opened = replace(lab.Opened("lenet5:mnist", load("lenet5:mnist"), words=("--threads", "1")), beside=Beside())
    run = run_of(opened, {})
    told = opened.beside.begin(way, run, run.recording.network["conv2"], 5, (1, 2))
    words = list(Asked.words)
    assert words[:2] == ["look", "lenet5:mnist"] and words[-2:] == ["--threads", "1"]
    given = {words[at]: words[at + 1] for at in range(2, len(words) - 1) if words[at].startswith("--")}
    assert given["--method"] == way and given["--layer"] == "conv2"
    needs = next(method.needs for method in METHODS if method.name == way)
    assert ("picture" in needs) == words[2].endswith("picture.png")
    assert given.get("--data") == ("digits" if "data" in needs else None)
    assert given.get("--unit", "5") == "5" and given.get("--at", "1,2") == "1,2"
    assert told["way"] == way and told["work"]["sentences"] == ["Read it so."] and told["drawn"] is None
    opened.close()
