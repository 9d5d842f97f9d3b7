"""The page of convscope data."""

from collections.abc import Callable
from pathlib import Path

from convscope.data import overview
from convscope.verbs.data_page import write_page

Tree = Callable[..., Path]


def page(folder: Path) -> str:
    path = write_page(overview(folder), folder.parent / "page.html", command="convscope data x", python="pass")
    return path.read_text(encoding="utf-8")


def test_it_shows_counts_faults_duplicates_and_every_class(tmp_path: Path, tree: Tree) -> None:
    """With names that are HTML taken for text."""
    folder = tree(tmp_path / "pets", {"train/a<b": 3, "train/dog": 10, "test/dog": 1})
    (folder / "train" / "dog" / "bad.jpg").touch()
    (folder / "test" / "dog" / "again.png").write_bytes((folder / "train" / "dog" / "2.png").read_bytes())
    text = page(folder)
    assert "a&lt;b" in text and "a<b" not in text and "is empty: zero bytes" in text
    assert "in more than one part" in text and "convscope data x" in text
    assert text.count('<img src="data:image/png') == 2 + 3 + 8  # the pair, all of one class, eight of the other


def test_nothing_is_fetched(tmp_path: Path, tree: Tree) -> None:
    """One file, good offline."""
    text = page(tree(tmp_path / "pets", {"a": 1}))
    assert "http" not in text.replace("http://www.w3.org", "") and "<script" not in text


def test_pictures_without_labels_and_without_a_readable_one_are_pages_too(tmp_path: Path, tree: Tree) -> None:
    """The second says so."""
    assert page(tree(tmp_path / "x" / "photos", {".": 3})).count("<img") == 3
    (tmp_path / "y" / "bad").mkdir(parents=True)
    (tmp_path / "y" / "bad" / "a.jpg").touch()
    assert "No picture can be read." in page(tmp_path / "y" / "bad")
