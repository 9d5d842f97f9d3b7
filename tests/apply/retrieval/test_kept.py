"""An index on the disk."""

import json
from pathlib import Path

import numpy as np
import pytest

from convscope.apply.retrieval import kept
from convscope.apply.retrieval.kept import About, Entry, empty_vectors, read_kept, require, write_kept
from convscope.errors import BrokenData, ConvscopeError


@pytest.fixture
def place(tmp_path: Path) -> Path:
    vectors = empty_vectors(3)
    vectors.add(np.array([4], np.uint64), np.array([[0, 1, 0]], np.float32))
    files = {"/a.png": Entry(key=4, size=1, time=2)}
    about = About(model="m", layer="", weights="w", features=3, folders=("f",), vectors="", next_key=5, files=files)
    write_kept(tmp_path / "i", about, vectors)
    return tmp_path / "i"


def test_it_comes_back_as_it_was_and_old_vectors_go(place: Path) -> None:
    """Written a second time there is one file of vectors, under another name."""
    about, vectors = read_kept(place)
    assert np.asarray(vectors.get(4)).tolist() == [0, 1, 0] and about.files["/a.png"].key == 4
    write_kept(place, about, vectors)
    assert sorted(path.name for path in place.iterdir()) == ["index.json", "vectors-2.usearch"]
    assert len(read_kept(place)[1]) == 1


def test_a_crash_between_the_two_files_leaves_the_old_index(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new vectors are there, the name of the old ones stands."""
    about, vectors = read_kept(place)
    from convscope.runs.durable import atomically as whole

    def crash(path: Path, write: object) -> None:
        if path.name == "index.json":
            raise KeyboardInterrupt
        whole(path, write)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "atomically", crash)
    vectors.add(np.array([9], np.uint64), np.array([[1, 0, 0]], np.float32))
    with pytest.raises(KeyboardInterrupt):
        write_kept(place, about, vectors)
    assert len(read_kept(place)[1]) == 1


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda place: (place / "index.json").write_text("{"), "index.json cannot be read"),
        (lambda place: (place / "index.json").write_text("{}"), "index.json cannot be read"),
        (lambda place: (place / "vectors-1.usearch").unlink(), "are gone"),
        (lambda place: (place / "vectors-1.usearch").write_bytes(b"no"), "vectors of the index"),
        (lambda place: (place / "vectors-1.usearch").write_bytes(b""), "vectors of the index"),
        (lambda place: _said(place, version=7), "version 7"),
        (lambda place: _said(place, files={}), "not those that it names"),
        (lambda place: _said(place, vectors="../../secret"), "are gone"),
    ],
)
def test_a_broken_index_is_told(place: Path, damage: object, said: str) -> None:
    """With how to make it again."""
    damage(place)  # type: ignore[operator]
    with pytest.raises(BrokenData, match=said) as caught:
        read_kept(place)
    assert "--overwrite" in caught.value.fix


def test_none_and_no_usearch_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that helps."""
    with pytest.raises(ConvscopeError, match="make one: convscope retrieve index"):
        read_kept(tmp_path)
    monkeypatch.setattr(kept, "find_spec", lambda name: None)
    with pytest.raises(ConvscopeError, match="pip install"):
        require()


def _said(place: Path, **changes: object) -> None:
    about = json.loads((place / "index.json").read_text())
    (place / "index.json").write_text(json.dumps({**about, **changes}))
