"""Every picture examined once."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from convscope.data.kept import cache_root
from convscope.data.survey import survey
from convscope.picture import examine, jobs


@pytest.fixture(autouse=True)
def own_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def paths(tmp_path: Path, tree: Callable[..., Path]) -> list[Path]:
    return sorted(tree(tmp_path / "data", {"a": 4}).rglob("*.png"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []

    def counted(path: str) -> object:
        seen.append(Path(path).name)
        return examine(path)

    monkeypatch.setattr(jobs, "examine", counted)
    return seen


def test_what_is_known_is_not_opened_again(tmp_path: Path, paths: list[Path], opened: list[str]) -> None:
    """Only what is new, changed, or had a fault."""
    paths[3].write_text("no")
    first = survey(tmp_path / "data", paths)
    assert first == [examine(path) for path in paths] and len(opened) == 4
    paths[0].write_bytes(paths[1].read_bytes())
    again = survey(tmp_path / "data", paths)
    assert opened[4:] == ["0.png", "3.png"] and again[0].content == again[1].content


def test_rehash_opens_all(tmp_path: Path, paths: list[Path], opened: list[str]) -> None:
    """A file may change under its old size and time."""
    survey(tmp_path / "data", paths)
    before = paths[0].stat()
    content = bytearray(paths[0].read_bytes())
    content[-1] ^= 1
    paths[0].write_bytes(content)
    os.utime(paths[0], ns=(before.st_atime_ns, before.st_mtime_ns))
    old = survey(tmp_path / "data", paths)[0].content
    assert survey(tmp_path / "data", paths, rehash=True)[0].content != old and len(opened) == 8


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 0, "files": {}}', '{"version": 1, "files": 3}'])
def test_a_store_that_is_none_is_made_anew(tmp_path: Path, paths: list[Path], text: str) -> None:
    """Half a file, another version."""
    first = survey(tmp_path / "data", paths)
    (store,) = cache_root().glob("survey-*.json")
    store.write_text(text)
    assert survey(tmp_path / "data", paths) == first


def test_without_a_place_to_keep_it_it_is_found_all_the_same(
    tmp_path: Path, paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache folder that is a file."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "file"))
    assert not survey(tmp_path / "data", paths)[0].fault
