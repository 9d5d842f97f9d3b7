"""check --layer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.picture import read
from convscope.runs import Run
from convscope.verbs import Check, Session, Verb
from convscope.verbs.check_layer import Explained


def test_it_explains_and_its_python_the_same(
    python: Callable[[Verb], dict[str, Any]], run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """A zoo network's layer, with a unit, at another size; a run's."""
    for verb in (
        Check(model="lenet5", layer="conv2"),
        Check(model="resnet20", layer="conv", unit="3,4", input="3,40,48", training=True),
        Check(model=str(run.folder), layer="fc1"),
    ):
        result = verb.run(Session())
        assert isinstance(result, Explained)
        assert python(verb)["explanation"] == result.explanation
        assert str(result.explanation) in capsys.readouterr().out
        assert result.as_dict()["saved"] is None


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK", "P", "1"])
def test_a_unit_is_drawn_on_any_picture_and_its_python_draws_the_same(
    mode: str, python: Callable[[Verb], dict[str, Any]], tmp_path: Path
) -> None:
    """Grey, colour, with transparency, four inks, a palette, black and white."""
    place = tmp_path / ("p.tif" if mode == "CMYK" else "p.png")
    noise = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    Image.fromarray(noise).convert(mode).save(place)
    path = tmp_path / "drawn.npz"
    verb = Check(model="lenet5", layer="conv2", unit="0,3", picture=str(place), save=str(path))
    result = verb.run(Session())
    assert result.path == path
    drawn = dict(np.load(path))
    path.unlink()
    python(verb)
    np.testing.assert_array_equal(np.load(path)["array"], drawn["array"])


def test_a_runs_picture_is_fitted_as_in_its_training(
    python: Callable[[Verb], dict[str, Any]], run: Run, picture: str, tmp_path: Path
) -> None:
    """By the contract that it kept."""
    verb = Check(model=str(run.folder), layer="conv1", picture=picture, save=str(tmp_path / "r.npz"))
    verb.run(Session())
    model, fitted = load(str(run.folder)), np.load(tmp_path / "r.npz")["picture"]
    np.testing.assert_array_equal(fitted, model.fit(read(picture)))
    python(verb)


def test_without_a_picture_it_is_drawn_on_white(tmp_path: Path) -> None:
    """As PNG and SVG."""
    for name in ("a.png", "a.svg"):
        Check(model="lenet5", layer="conv1", save=str(tmp_path / name)).run(Session())
        assert (tmp_path / name).stat().st_size > 1000


def test_a_picture_without_a_place_to_save_gets_one(
    picture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """layer.png, and says so."""
    monkeypatch.chdir(tmp_path)
    output = CliRunner().invoke(app, ["check", "lenet5", "--layer", "conv1", "--picture", picture]).output
    assert (tmp_path / "layer.png").is_file() and output.strip().endswith("layer.png")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"unit": "1,2"}, "without --layer"), ({"picture": "p.png"}, "without --layer"),
        ({"layer": "conv1", "sizes": "30:34"}, "give one of them"), ({"layer": "conv1", "unit": "a"}, "--unit 3,14"),
        ({"layer": "conv1", "unit": "1,99"}, "count from 0"), ({"layer": "conv1", "save": "a.html"}, r"\.png, \.svg"),
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_told(options: dict[str, str], match: str) -> None:
    """In one line."""
    with pytest.raises(ConvscopeError, match=match):
        Check(model="lenet5", **options).run(Session())  # type: ignore[arg-type]


def test_a_layer_there_is_not_is_told() -> None:
    """With the nearest there is."""
    with pytest.raises(UnknownName, match="did you mean 'conv2'"):
        Check(model="lenet5", layer="conv3").run(Session())


def test_a_picture_for_a_network_of_lines_is_told(picture: str, tmp_path: Path) -> None:
    """Which can be drawn without one."""
    (tmp_path / "net.py").write_text("from torch import nn\n\n\ndef net():\n    return nn.Conv1d(1, 1, 9)\n")
    verb = Check(model=f"{tmp_path / 'net.py'}:net", input="1,50", layer="conv1d", save=str(tmp_path / "line.png"))
    assert verb.run(Session()).path == tmp_path / "line.png"
    with pytest.raises(ConvscopeError, match="no picture"):
        Check(model=verb.model, input="1,50", layer="conv1d", picture=picture).run(Session())
