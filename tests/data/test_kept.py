"""What the folder of caches holds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from convscope.data.cache import fitted_rows
from convscope.data.kept import about_cache, cache_root, clear_caches, list_caches
from convscope.data.survey import survey
from convscope.picture import InputContract


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    return cache_root()


def test_the_folder_is_the_variables_or_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own below it."""
    assert cache_root() == tmp_path / "cache" / "pictures"
    monkeypatch.delenv("CONVSCOPE_CACHE")
    assert cache_root() == user_cache_path("convscope") / "pictures"


def test_caches_are_listed_largest_first(tmp_path: Path, tree: Callable[..., Path]) -> None:
    """With what they are of."""
    paths = sorted(tree(tmp_path / "pets", {"a": 2, "b": 1}).rglob("*.png"))
    assert list_caches() == []
    fitted_rows(paths, InputContract(3, 4, 4))
    fitted_rows(paths, InputContract(1, 30, 40, resize="letterbox"))
    large, small = list_caches()
    assert (large.height, large.width, large.channels, large.resize) == (30, 40, 1, "letterbox")
    assert small.pictures == 3 and small.of == str(tmp_path / "pets") and large.bytes >= 3 * 30 * 40
    assert large.as_dict()["of"] == small.of


def test_clearing_frees_what_it_says_and_touches_nothing_else(
    tmp_path: Path, root: Path, tree: Callable[..., Path]
) -> None:
    """Not what else lies there."""
    paths = sorted(tree(tmp_path / "pets", {"a": 2}).rglob("*.png"))
    rows = fitted_rows(paths, InputContract(3, 4, 4))
    survey(tmp_path / "pets", paths)
    (root / "mine.txt").write_text("x")
    assert clear_caches() > rows.nbytes and [path.name for path in root.iterdir()] == ["mine.txt"]
    assert rows.sum() > 0  # whoever has it mapped keeps it
    assert clear_caches() == 0


def test_what_is_none_has_nothing_to_say(tmp_path: Path) -> None:
    """None."""
    assert about_cache(tmp_path) is None
