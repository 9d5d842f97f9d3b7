"""The verb cache."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from convscope.cli.main import app
from convscope.data import overview
from convscope.errors import UnknownName
from convscope.verbs import Cache, Session


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "pictures"


def test_it_lists_and_clears(tmp_path: Path, root: Path, tree: Callable[..., Path]) -> None:
    """What was decoded, and what was freed."""
    overview(tree(tmp_path / "pets", {"a": 2}))
    listed = Cache().run(Session())
    assert [cache.pictures for cache in listed.caches] == [2] and listed.folder == root and listed.freed is None
    cleared = Cache(action="clear").run(Session())
    assert cleared.caches == () and cleared.freed is not None and cleared.freed >= listed.caches[0].bytes


def test_its_json_and_its_python(tmp_path: Path, root: Path, tree: Callable[..., Path]) -> None:
    """List the same."""
    overview(tree(tmp_path / "pets", {"a": 2}))
    found = json.loads(CliRunner().invoke(app, ["cache", "list", "--json"]).stdout)
    assert found["folder"] == str(root) and found["caches"][0]["of"] == str(tmp_path / "pets" / "a")
    exec(Cache(action="clear").python())  # ours
    assert not Cache().run(Session()).caches


def test_another_action_is_told() -> None:
    """With the two there are."""
    with pytest.raises(UnknownName, match="clear"):
        Cache(action="cleer").run(Session())
