"""What is asked, as a command."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened, Studio
from convscope.lab.train.asked import again, command_of, networks, offered, verb_of, words_of


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    words = ("--threads", "1")
    return Opened("lenet5:mnist", cs.load("lenet5:mnist"), words=words, studio=Studio(tmp_path / "runs"))


def command(opened: Opened, taken: frozenset[str] = frozenset(), **values: Any) -> str:
    verb, session = verb_of(opened, values, set(taken))
    assert words_of(opened, verb, session)[0] == "train"
    return command_of(opened, verb, session).replace(str(opened.studio.folder), "runs")


def test_it_is_the_command_lines_own(opened: Opened) -> None:
    """With what was changed alone; the folder is the usual one, or the next that is free."""
    assert command(opened) == "convscope train digits --model lenet5 --out runs/digits-lenet5 --threads 1"
    given = command(opened, data="digits", network="resnet20", recipe="mnist", epochs=2, rate=0.01, seed=7)
    assert given == (
        "convscope train digits --model resnet20 --out runs/digits-resnet20 --recipe mnist "
        "--set epochs=2 --set learning_rate=0.01 --seed 7 --threads 1"
    )
    (opened.studio.folder / "digits-lenet5").mkdir(parents=True)
    assert "--out runs/digits-lenet5-3 " in command(opened, frozenset({"digits-lenet5-2"}))
    own = command(replace(opened, said={"resize": "stretch", "classes": "a,b"}), network="lenet5:mnist")
    assert "--resize stretch" in own and "--classes" not in own


def test_its_python_has_the_session(opened: Opened) -> None:
    """Seed and threads, where they are not the usual ones."""
    verb, session = verb_of(opened, {"seed": 7}, set())
    assert "setup=cs.Setup(seed=7, threads=1)" in verb.python_of(session)


def test_what_is_offered_is_here(opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Data that need no download; the opened network, and ours that answer pictures."""
    monkeypatch.setenv("CONVSCOPE_DATA", str(tmp_path))
    found = offered(opened)
    assert "digits" in [one["name"] for one in found["data"]]
    assert found["recipes"]["digits"] == {"epochs": 30, "rate": 0.004}
    assert found["networks"][0] == {"name": "lenet5:mnist", "weights": True}
    assert "unet" not in networks(opened) and networks(replace(opened, spelling="net.onnx"))[0] == "linear"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"data": "no/such/folder"}, "there is no folder no/such/folder"),
        ({"epochs": 0}, "epochs 0 came"),
        ({"rate": -1}, "a learning rate of -1 came"),
        ({"seed": 2**40}, "seed"),
        ({"recipe": "digitz"}, "digits"),
        ({"network": "net.onnx"}, "cannot be trained"),
    ],
)
def test_a_mistake_is_told_before_anything_begins(opened: Opened, values: dict[str, Any], told: str) -> None:
    """In a sentence; nothing is written."""
    with pytest.raises(ConvscopeError, match=told):
        verb_of(opened, values, set())
    assert not opened.studio.folder.exists()


def test_others_choose_what_is_offered_alone(opened: Opened, tmp_path: Path) -> None:
    """Where the lab is served beyond this machine, no path and no code is taken; on this machine both are."""
    guests = replace(opened, studio=replace(opened.studio, local=False))
    assert command(guests, network="resnet20") and command(guests, network="lenet5:mnist")
    paths: list[dict[str, Any]] = [
        {"data": str(tmp_path)},
        {"network": "net.py:Net"},
        {"network": "torchvision:resnet18"},
    ]
    for values in paths:
        assert verb_of(opened, dict(values), set())
        with pytest.raises(ConvscopeError, match="served to others"):
            verb_of(guests, dict(values), set())


def test_a_records_command_is_read_again() -> None:
    """Every option that a record's command may have."""
    said = (
        "convscope train 'my photos' --model net.py:Net --seed 3 --set epochs=2 --weights w.pt --mean 0.5 --std 0.5 "
        "--device cpu --threads 2 --tune off --out runs/x"
    )
    verb, session = again(said)
    assert (verb.data, verb.model, verb.weights, verb.tune, verb.out) == (
        "my photos", "net.py:Net", "w.pt", "off", "runs/x",
    )  # fmt: skip
    assert (session.seed, session.device, session.threads) == (3, "cpu", 2)
    assert again("convscope train digits --model lenet5 --overwrite --out x")[0].overwrite
