"""The verb train."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError, RunExists
from convscope.verbs import Session, Train, Verb


def test_it_trains_with_what_is_set(tmp_path: Path) -> None:
    """Recipe fields, seed and folder are those asked for."""
    verb = Train(data="digits", model="linear", out=str(tmp_path / "run"), set=("epochs=1", "batch_size=512"))
    record = verb.run(Session(seed=3)).record
    assert (record.recipe["epochs"], record.recipe["batch_size"], record.seed) == (1, 512, 3)


def test_its_python_trains_the_same(tmp_path: Path, python: Callable[[Verb], dict[str, Any]]) -> None:
    """The same recipe, the same accuracy."""
    verbs = [
        Train(data="digits", model="linear", out=str(tmp_path / name), tune="off", set=("epochs=1", "shift=0.1"))
        for name in ("one", "other")
    ]
    one, other = verbs[0].run(Session()).record, python(verbs[1])["run"].record
    assert one.recipe == other.recipe
    assert one.results == other.results


def test_its_python_replaces_a_run_where_it_does(tmp_path: Path, python: Callable[[Verb], dict[str, Any]]) -> None:
    """--overwrite is said in Python too, and only there where it was said."""
    verb = Train(data="digits", model="linear", out=str(tmp_path / "run"), set=("epochs=1",))
    first = verb.run(Session())
    (first.folder / "left behind").touch()
    with pytest.raises(RunExists):
        python(verb)
    assert (first.folder / "left behind").exists()
    python(replace(verb, overwrite=True))
    assert not (first.folder / "left behind").exists()


def test_the_size_and_the_way_of_fitting_are_the_recipes(
    tmp_path: Path, python: Callable[[Verb], dict[str, Any]]
) -> None:
    """--size and --resize, also of a network that does not say its input: it gets the pictures' channels."""
    (tmp_path / "net.py").write_text(
        "from torch import nn\n\n\ndef net():\n"
        "    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10))\n"
    )
    spelling = f"{tmp_path / 'net.py'}:net"
    with pytest.raises(ConvscopeError, match="say the size with --size"):
        Train(data="digits", model=spelling, out=str(tmp_path / "none"), set=("epochs=1",)).run(Session())
    said = {
        "data": "digits",
        "model": spelling,
        "size": "12,16",
        "resize": "letterbox",
        "set": ("epochs=1",),
        "tune": "off",
    }
    run = Train(**said, out=str(tmp_path / "one")).run(Session())  # type: ignore[arg-type]
    contract = run.record.contract
    assert [contract[name] for name in ("channels", "height", "width", "resize")] == [1, 12, 16, "letterbox"]
    assert "--set resize=letterbox --set size=12,16" in run.record.command
    same = python(Train(**said, out=str(tmp_path / "two")))["run"]  # type: ignore[arg-type]
    assert same.record.results == run.record.results


def test_a_network_of_signals_is_told(tmp_path: Path) -> None:
    """Pictures have three axes."""
    (tmp_path / "net.py").write_text("from torch import nn\n\n\nclass Net(nn.Flatten):\n    input_shape = (1, 8)\n")
    with pytest.raises(ConvscopeError, match="pictures are"):
        Train(data="digits", model=f"{tmp_path / 'net.py'}:Net", out=str(tmp_path / "run")).run(Session())
