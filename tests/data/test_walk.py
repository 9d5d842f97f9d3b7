"""Files below a folder."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from convscope.data.walk import entries, folders, is_picture, walk

Tree = Callable[..., Path]


def test_pictures_are_listed_sorted_and_others_counted(tmp_path: Path, tree: Tree) -> None:
    """Hidden and system files are left out without a word."""
    tree(tmp_path, {"b": 2, "a/deep": 1})
    for name in ("notes.txt", ".DS_Store", "Thumbs.db", "desktop.ini", ".hidden.png"):
        (tmp_path / name).write_text("x")
    found = walk(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in found.pictures] == ["a/deep/0.png", "b/0.png", "b/1.png"]
    assert [path.name for path in found.ignored] == ["notes.txt"] and not found.skipped


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "tiff", "webp"])
def test_content_makes_a_picture_whatever_its_name(tmp_path: Path, kind: str) -> None:
    """As well as a picture's name does."""
    Image.new("RGB", (3, 3)).save(tmp_path / "a.dat", format=kind)
    (tmp_path / "b.JPG").write_text("no")
    (tmp_path / "c.dat").write_text("no")
    assert [is_picture(tmp_path / name) for name in ("a.dat", "b.JPG", "c.dat", "none")] == [True, True, False, False]


def test_links_that_lead_back_or_nowhere_end(tmp_path: Path, tree: Tree) -> None:
    """To the folder itself, to what is above it, to each other, to nothing: each is named with its reason."""
    tree(tmp_path, {"data/a": 1})
    for name, target in (("up", tmp_path / "data"), ("root", Path("/")), ("here", tmp_path / "data" / "a")):
        (tmp_path / "data" / "a" / name).symlink_to(target)
    (tmp_path / "data" / "self.png").symlink_to(tmp_path / "data" / "self.png")
    (tmp_path / "data" / "gone.png").symlink_to(tmp_path / "nothing")
    found = walk(tmp_path / "data")
    told = {one.path: one.reason for one in found.skipped}
    assert set(told) == {"a/up", "a/root", "a/here", "self.png", "gone.png"} and len(found.pictures) == 1
    assert "leads back" in told["a/up"] and "leads nowhere" in told["self.png"] and "leads nowhere" in told["gone.png"]


def test_links_that_branch_do_not_multiply(tmp_path: Path) -> None:
    """Thirty folders with two links each to the next would be a thousand million folders."""
    for number in range(30):
        (tmp_path / str(number)).mkdir()
        for name in ("x", "y"):
            (tmp_path / str(number) / name).symlink_to(tmp_path / str(number + 1), target_is_directory=True)
    assert len(walk(tmp_path / "0").skipped) == 31


def test_a_link_elsewhere_is_followed(tmp_path: Path, tree: Tree) -> None:
    """Data often lie on another disk."""
    tree(tmp_path / "far", {"x": 2})
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "cat").symlink_to(tmp_path / "far" / "x")
    assert len(walk(tmp_path / "near").pictures) == 2


def test_pipes_and_closed_folders_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for a pipe."""
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "closed").mkdir()
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)  # tests run as root, whom nothing is closed to
    told = {one.path: one.reason for one in walk(tmp_path).skipped}
    assert told["closed"] == "cannot be opened: Permission denied" and "a pipe" in told["pipe.png"]


def test_names_are_told_on_one_line(tmp_path: Path) -> None:
    """A new line in a name is written as such, other scripts stay as they are."""
    (tmp_path / "two\nlines.png").symlink_to(tmp_path / "nothing")
    (tmp_path / "数.png").symlink_to(tmp_path / "nothing")
    assert [one.path for one in walk(tmp_path).skipped] == ["two\\nlines.png", "数.png"]


def test_entries_and_folders_leave_hidden_ones_out(tmp_path: Path) -> None:
    """Sorted."""
    for name in ("b", "a", ".git", "__MACOSX"):
        (tmp_path / name).mkdir()
    (tmp_path / "c.txt").touch()
    assert [path.name for path in entries(tmp_path)] == ["a", "b", "c.txt"]
    assert [path.name for path in folders(tmp_path)] == ["a", "b"]
