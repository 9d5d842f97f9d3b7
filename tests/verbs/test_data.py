"""The verb data."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from convscope.cli.main import app
from convscope.errors import ConvscopeError
from convscope.verbs import Data, Session

Tree = Callable[..., Path]


def test_its_python_gives_the_same(tmp_path: Path, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """The overview, size and resize mode included."""
    folder = tree(tmp_path / "pets", {"a": 3, "b": 2})
    verb = Data(data=str(folder), resize="crop", size=12, save=str(tmp_path / "page.html"))
    shown = verb.run(Session())
    names: dict[str, object] = {}
    exec(verb.python(), names)  # ours, just written
    assert names["shown"] == shown.overview and capsys.readouterr().out == f"{shown.overview.sentence}\n"
    assert shown.path == tmp_path / "page.html" and shown.path.stat().st_size > 1000


def test_its_json_has_everything(tmp_path: Path, tree: Tree) -> None:
    """And the page's path."""
    folder = tree(tmp_path / "pets", {"a": 3, "b": 2})
    result = CliRunner().invoke(app, ["data", str(folder), "--json", "--save", str(tmp_path / "p.html")])
    found = json.loads(result.stdout)
    assert found["kind"] == "class folders" and found["page"] == str(tmp_path / "p.html")
    assert found["contract"]["resize"] == "stretch" and len(found["mean"]) == 3


def test_the_page_is_named_after_the_data(tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """data-NAME.html, here."""
    monkeypatch.chdir(tmp_path)
    assert Data(data=str(tree(tmp_path / "pets", {"a": 1}))).run(Session()).path == Path("data-pets.html")
    assert (tmp_path / "data-pets.html").is_file()


@pytest.mark.parametrize(
    ("given", "said"),
    [({"resize": "strech"}, "stretch"), ({"size": 0}, "--size 0"), ({"save": "x.png"}, "end it in .html")],
)
def test_a_wrong_option_is_told(given: dict[str, object], said: str) -> None:
    """Before anything is read."""
    with pytest.raises(ConvscopeError, match=said):
        Data(data="digits", **given).run(Session())  # type: ignore[arg-type]
