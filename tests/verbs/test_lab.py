"""The verb lab."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from convscope import lab
from convscope.cli.main import app
from convscope.lab import Serving
from convscope.verbs import Lab, Session

NETS = """
from torch import nn

bare = lambda: nn.Conv1d(2, 4, 3)


class line(nn.Conv1d):
    input_shape = (1, 16)

    def __init__(self):
        super().__init__(1, 4, 3)


class pair(nn.Module):
    input_shape = ((3, 8, 8), (1, 8, 8))

    def forward(self, one, two):
        return one + two
"""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such-model"], "no-such-model"),
        (["lenet5", "--picture", "no-such-picture.png"], "no-such-picture.png"),
        (["lenet5", "--labels", "labels.tif"], "--labels came without --scene"),
        (["lenet5", "--scene", "no-such-scene.tif"], "there is no scene no-such-scene.tif"),
        (["lenet5", "--scene", "scene.tif", "--bands", "red"], "--bands red came"),
        (["lenet5", "--lessons", "no-such-folder"], "no-such-folder holds no lesson"),
        (["--at", "mode=max"], "without --export"),
    ],
)
def test_what_cannot_be_opened_is_told_before_serving(words: list[str], told: str) -> None:
    """In one line, with 2."""
    result = CliRunner().invoke(app, ["lab", "--no-browser", *words])
    assert result.exit_code == 2 and told in result.stderr and result.stderr.count("\n") == 1


@pytest.mark.parametrize(("name", "shapes"), [("line", ((1, 16),)), ("pair", ((3, 8, 8), (1, 8, 8)))])
def test_what_takes_no_picture_is_opened_to_be_checked(
    name: str, shapes: tuple[tuple[int, ...], ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sequences, and several inputs; a shape that nobody said may be said."""
    (tmp_path / "net.py").write_text(NETS)
    served: list[lab.Opened] = []
    monkeypatch.setattr(lab, "serve", lambda opened, **_: served.append(opened))
    Lab(model=f"{tmp_path / 'net.py'}:{name}").run(Session())
    Lab(model=f"{tmp_path / 'net.py'}:bare", input="2,32").run(Session())
    assert [opened.shapes for opened in served] == [shapes, ((2, 32),)]
    assert not served[0].takes_pictures


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ("--json", '{"address": "http://127.0.0.1:8722/"}\n'),
        ("--quiet", "http://127.0.0.1:8722/\n"),
        ("--json-lines", '{"event": "serving", "address": "http://127.0.0.1:8722/"}\n'),
    ],
)
def test_the_address_is_told_before_it_serves(flag: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However little else is; and Ctrl-C, which is how it ends, gives 130."""

    def serve(*_: Any, on_serving: Any, **__: Any) -> None:
        on_serving(Serving("http://127.0.0.1:8722/"))
        raise KeyboardInterrupt

    monkeypatch.setattr(lab, "serve", serve)
    result = CliRunner().invoke(app, ["lab", "lenet5", "--no-browser", flag])
    assert result.exit_code == 130 and result.stdout.startswith(told)
    assert flag == "--json-lines" or result.stdout == told


def test_it_writes_the_page_and_says_where(tmp_path: Path) -> None:
    """As JSON with its size."""
    place = tmp_path / "convolve.html"
    result = CliRunner().invoke(app, ["lab", "--export", str(place), "--json"])
    assert json.loads(result.stdout) == {"path": str(place), "bytes": place.stat().st_size}


def test_its_python_writes_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings included."""
    monkeypatch.chdir(tmp_path)
    exec(Lab(export="a.html", at="mode=max").python())  # ours
    CliRunner().invoke(app, ["lab", "--export", "b.html", "--at", "mode=max"])
    assert Path("a.html").read_bytes() == Path("b.html").read_bytes()
    assert '"at": "mode=max"' in Path("a.html").read_text(encoding="utf-8")


def test_another_kind_of_file_is_told(tmp_path: Path) -> None:
    """In one line, with nothing written."""
    result = CliRunner().invoke(app, ["lab", "--export", str(tmp_path / "convolve.png")])
    assert result.exit_code == 2 and ".html" in result.stderr and not list(tmp_path.iterdir())


def test_a_scene_is_opened_as_the_command_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With bands, range and all that was said of the network; its Python opens the same."""
    from PIL import Image

    Image.new("RGB", (40, 30)).save(tmp_path / "scene.png")
    monkeypatch.chdir(tmp_path)
    opened: list[Any] = []

    def serve(one: Any, **_: Any) -> Serving:
        opened.append(one)
        return Serving("http://127.0.0.1/")

    monkeypatch.setattr(lab, "serve", serve)
    verb = Lab(model="lenet5", scene="scene.png", labels="labels.tif", bands="2", classes="0,1,2,3,4,5,6,7,8,9")
    verb.run(Session(threads=1))
    exec(verb.python())  # ours
    by_verb, by_python = (one.scenery for one in opened)
    for one in (by_verb, by_python):
        assert (one.path, one.labels, one.bands) == ("scene.png", Path("labels.tif"), (2,))
        assert (one.scene.height, one.scene.width) == (30, 40)
    assert by_verb.words == ("--threads", "1") and opened[0].said == {"classes": "0,1,2,3,4,5,6,7,8,9"}
    assert by_verb.names == tuple("0123456789")


def test_a_folder_takes_the_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command and by the Python that it writes, the same files; an address is of one page alone."""
    monkeypatch.setattr("convscope.lab.site.names", lambda _: ["09-products"])
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["lab", "lenet5", "--export", "site", "--json"])
    told = json.loads(result.output)
    assert (
        result.exit_code == 0
        and told["lessons"] == 1
        and sorted(one.name for one in Path("site").iterdir()) == ["09-products.html", "all.html", "index.html"]
    )
    exec(Lab(model="lenet5", export="again").python())  # ours
    assert all(Path("again", one.name).read_bytes() == one.read_bytes() for one in Path("site").iterdir())
    refused = CliRunner().invoke(app, ["lab", "--export", "site", "--at", "mode=max"])
    assert refused.exit_code == 2 and "--at came with a folder" in refused.output
