"""How data and caches look in a terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from convscope.cli.main import app

Tree = Callable[..., Path]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_what_is_there_in_the_order_of_its_weight(tmp_path: Path, tree: Tree) -> None:
    """Kind, counts, duplicates across parts, faults, page."""
    folder = tree(tmp_path / "pets", {"train/a": 3, "train/b": 2, "test/a": 1})
    (folder / "train" / "a" / "bad\n[red].jpg").touch()
    (folder / "test" / "a" / "again.png").write_bytes((folder / "train" / "a" / "0.png").read_bytes())
    lines = run("data", "pets").splitlines()
    assert lines[0] == "pets is pictures in a folder a class: 7 pictures, 2 classes (5 train, 2 test)"
    assert lines[1].split() == ["class", "train", "test", "pictures"] and lines[2].split() == ["a", "3", "2", "5"]
    assert "  train/a/0.png = test/a/again.png" in lines and "skipped: 1 file" in lines
    assert "  train/a/bad\\n[red].jpg: is empty: zero bytes" in lines and lines[-1] == "the pictures: data-pets.html"


def test_equal_pictures_under_several_labels_are_named(tmp_path: Path, tree: Tree) -> None:
    """With their count."""
    folder = tree(tmp_path / "pets", {"a": 3, "b": 2})
    (folder / "b" / "y.png").write_bytes((folder / "a" / "0.png").read_bytes())
    lines = run("data", "pets").splitlines()
    place = lines.index("1 picture is there under more than one label:")
    assert lines[place + 1] == "  a/0.png = b/y.png"
    assert "There twice" in (tmp_path / "data-pets.html").read_text()
    assert "under more than one label" in (tmp_path / "data-pets.html").read_text()


@pytest.mark.parametrize(("flags", "told"), [((), True), (("--quiet",), False), (("--json",), False)])
def test_notes_on_the_data_are_shown_before_a_training_unless_it_is_quiet(
    tmp_path: Path, tree: Tree, flags: tuple[str, ...], told: bool
) -> None:
    """On stdout, in one order with the rest; stderr has nothing."""
    folder = tree(tmp_path / "pets", {"a": 9, "b": 9})
    (folder / "a" / "bad.jpg").touch()
    words = ["train", "pets", "--model", "linear", "--set", "epochs=1", *flags]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0 and not result.stderr
    assert ("skipped: 1 file: a/bad.jpg is empty: zero bytes" in result.stdout) is told
    assert result.stdout.startswith("   pets is pictures in a folder a class") is told


def test_quiet_is_one_line(tmp_path: Path, tree: Tree) -> None:
    """Kind, counts, page."""
    tree(tmp_path / "pets", {"a": 3})
    assert run("data", "pets", "--quiet") == "class folders: 3 pictures, 1 classes, 0 skipped, data-pets.html\n"


def test_long_lists_are_cut(tmp_path: Path, tree: Tree) -> None:
    """With how many more there are."""
    folder = tree(tmp_path / "pets", {f"class {number}": 1 for number in range(40)})
    for number in range(15):
        (folder / "class 0" / f"bad{number}.jpg").touch()
    output = run("data", "pets")
    assert "and 10 more" in output and "and 5 more; the page and --json name them all" in output


def test_caches_are_listed_and_cleared(tmp_path: Path, tree: Tree) -> None:
    """In bytes people read."""
    assert "no decoded pictures are kept" in run("cache")
    run("data", str(tree(tmp_path / "pets", {"a": 2})))
    listed = run("cache", "list")
    assert "98.4 kB" in listed and "128×128×3 stretch" in listed and str(tmp_path / "pets" / "a") in listed
    assert run("cache", "--quiet").startswith("1 caches, 98432 bytes")
    assert run("cache", "clear").startswith("freed 9")
    assert run("cache", "clear", "--quiet") == "0 bytes freed\n"
