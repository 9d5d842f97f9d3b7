"""What is noted about a user's data."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from convscope.data import Noted, load_dataset, load_folder, say
from convscope.training import Recipe, train

Tree = Callable[..., Path]


def copy(one: Path, other: Path) -> None:
    other.write_bytes(one.read_bytes())


def heard(path: Path) -> Noted:
    notes: list[Noted] = []
    load_dataset(str(path), on_note=notes.append)
    return notes[0]


def test_a_listener_hears_all_of_it_and_stderr_nothing(
    tmp_path: Path, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was decided, and what is amiss."""
    folder = tree(tmp_path / "pets", {"a": 6, "b": 6})
    (folder / "a" / "bad.jpg").touch()
    noted = heard(folder)
    assert noted.data == "pets" and noted.decided[0].startswith("pets is pictures in a folder a class: 12 pictures")
    assert noted.amiss == ("skipped: 1 file: a/bad.jpg is empty: zero bytes",)
    assert capsys.readouterr() == ("", "")


def test_a_training_hands_it_to_its_listener(tmp_path: Path, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """First of all; without a listener it is on stderr, and nothing else."""
    folder, events = str(tree(tmp_path / "pets", {"a": 9, "b": 9})), list[object]()
    for name, more in (("one", {"on_event": events.append}), ("other", {})):
        train(folder, model="linear", out=tmp_path / name, recipe=Recipe(epochs=1), **more)  # type: ignore[arg-type]
        told = capsys.readouterr()
        assert told.out == "" and told.err.splitlines() == ([] if more else list(events[0].decided))  # type: ignore[attr-defined]
    assert isinstance(events[0], Noted)


def test_equal_pictures_under_several_labels_are_named(tmp_path: Path, tree: Tree) -> None:
    """Each once, however often it is there; equal ones under one label are no matter."""
    folder = tree(tmp_path, {"a": 6, "b": 6})
    copy(folder / "a" / "1.png", folder / "b" / "y.png")
    assert heard(folder).amiss == (
        "1 picture is there under more than one label, such as a/1.png = b/y.png",
    )  # fmt: skip
    copy(folder / "a" / "1.png", folder / "a" / "again.png")
    copy(folder / "a" / "2.png", folder / "b" / "z.png")
    copy(folder / "a" / "3.png", folder / "a" / "3 again.png")
    assert heard(folder).amiss == (
        "2 pictures are there under more than one label, such as a/1.png = a/again.png = b/y.png",
    )


def test_of_a_table_too(tmp_path: Path, tree: Tree) -> None:
    """Where one file stands in two rows, say."""
    tree(tmp_path, {"images": 4})
    rows = "".join(f"images/{number}.png,{label}\n" for number, label in enumerate("xyxy"))
    (tmp_path / "t.csv").write_text(f"path,label\n{rows}images/0.png,y\n")
    assert "label, such as images/0.png = images/0.png" in heard(tmp_path / "t.csv").amiss[0]


def test_animated_pictures_and_equal_ones_across_parts_are_noted(tmp_path: Path, tree: Tree) -> None:
    """Counted, with an example."""
    folder = tree(tmp_path, {"train/a": 3, "train/b": 3, "test/a": 1})
    copy(folder / "train" / "a" / "1.png", folder / "test" / "a" / "copy.png")
    frames = [Image.new("L", (9, 9), level) for level in (0, 255)]
    frames[0].save(folder / "train" / "b" / "moving.gif", save_all=True, append_images=frames[1:])
    assert heard(folder).amiss == (
        "1 picture is, nearly or exactly, in more than one part, such as train/a/1.png = test/a/copy.png",
        "animated, the first frame being used: 1 picture",
    )


def test_nobody_listening_is_stderr(capsys: pytest.CaptureFixture[str], tmp_path: Path, tree: Tree) -> None:
    """A line each."""
    say(Noted("x", ("one",), ("two",)))
    assert capsys.readouterr() == ("", "one\ntwo\n") and sys.stderr
    load_folder(tree(tmp_path, {"a": 6, "b": 6}))
    assert "set aside" in capsys.readouterr().err
