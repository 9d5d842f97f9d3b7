"""The commands behind the page."""

from pathlib import Path

import pytest

from convscope import lab, load
from convscope.lab.ship import targets


@pytest.fixture
def lenet() -> lab.Opened:
    return lab.Opened("lenet5", load("lenet5", mean=0.5), said={"mean": "0.5"}, words=("--threads", "1"))


def test_the_commands_are_the_verbs(lenet: lab.Opened) -> None:
    """With all that was said of the network; files are made in the lab's own folder, and compared from there."""
    folder = lenet.workshop.folder
    words = targets.words_of(lenet, "onnx")
    assert words[:2] == ["ship", "lenet5"] and words[-2:] == ["--threads", "1"]
    assert words[words.index("--mean") + 1] == "0.5" and words[words.index("--out") + 1] == str(folder / "lenet5.onnx")
    assert targets.verb_of(lenet, "c").command() == "convscope ship lenet5 --to c --mean 0.5"
    assert not targets.made(lenet)
    for name in ("lenet5-int8.onnx", "lenet5.onnx"):
        (folder / name).touch()
    words = targets.words_of(lenet, targets.COMPARE)
    at = words.index("--compare")
    assert set(targets.made(lenet)) == {"onnx", "int8"} and words[at + 1] == str(folder / "lenet5.onnx")
    assert str(folder / "lenet5-int8.onnx") in words
    words = ["bench", "lenet5", "--mean", "0.5", "--threads", "1"]
    assert targets.words_of(lenet, targets.BENCH) == words
    lenet.close()
    assert not folder.exists()


def test_what_stands_against_a_target(lenet: lab.Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pictures for both kinds of int8, unless the command line named some; a compiler for the page."""
    assert targets.stands(lenet, "c-int8") == "pictures"
    assert targets.stands(lenet, "int8") == "pictures" and targets.stands(lenet, "onnx") == ""
    named = lab.Opened("lenet5", lenet.model, calibrate=str(tmp_path))
    assert targets.stands(named, "int8") == "" and targets.verb_of(named, "int8").calibrate == str(tmp_path)
    assert targets.stands(named, "c-int8") == "" and targets.verb_of(named, "c-int8").calibrate == str(tmp_path)
    assert targets.verb_of(named, "c").calibrate is None
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert targets.stands(lenet, "html") == "compiler"
