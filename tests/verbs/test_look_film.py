"""``convscope look RUN --film``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.errors import ConvscopeError
from convscope.runs import Run
from convscope.verbs import Look, Session, Verb
from convscope.verbs.look_film import filmed


@pytest.mark.parametrize(("kind", "name"), [("kernels", "f.webp"), ("maps", "f.png")])
def test_a_run_is_filmed(run: Run, picture: str, tmp_path: Path, kind: str, name: str) -> None:
    """Kernels, and maps of a picture: a frame a kept epoch."""
    shown = picture if kind == "maps" else None
    verb = Look(model=str(run.folder), picture=shown, film=kind, save=str(tmp_path / name))
    result = verb.run(Session())
    assert result.as_dict()["frames"] == ["before training", "epoch 1"]
    with Image.open(tmp_path / name) as read:
        assert read.n_frames == 2  # type: ignore[attr-defined]


def test_its_python_makes_the_same_film(
    run: Run, python: Callable[[Verb], dict[str, Any]], picture: str, tmp_path: Path
) -> None:
    """To the byte."""
    verb = Look(model=str(run.folder), picture=picture, film="maps", layer="conv2", save=str(tmp_path / "f.png"))
    verb.run(Session())
    written = (tmp_path / "f.png").read_bytes()
    (tmp_path / "f.png").unlink()
    python(verb)
    assert (tmp_path / "f.png").read_bytes() == written


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("films", "RUN", None, None, None), "film 'films' is not known"),
        (("maps", "RUN", None, None, None), "without a picture"),
        (("kernels", "lenet5", None, None, None), "no history to film"),
        (("kernels", "RUN", None, None, "f.gif"), r"end it in \.webp or \.png"),
    ],
)
def test_a_mistake_is_told(run: Run, given: tuple[Any, ...], said: str) -> None:
    """What came and what to give."""
    with pytest.raises(ConvscopeError, match=said):
        filmed(*(str(run.folder) if word == "RUN" else word for word in given))


def test_the_terminal_says_where_and_what(run: Run, tmp_path: Path) -> None:
    """Whole, and in a line."""
    words = ["look", str(run.folder), "--film", "kernels", "--save", str(tmp_path / "f.webp")]
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 0, said.output
    assert "a film of 2 frames" in said.output and "kernels of conv1: 6 × 5×5" in said.output
    assert CliRunner().invoke(app, [*words, "--quiet"]).output.strip() == str(tmp_path / "f.webp")
