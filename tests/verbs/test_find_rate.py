"""The verb find-rate."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.verbs import FindRate, Session, Verb
from convscope.verbs.check_sizes import Counted


def test_it_finds_a_rate_draws_and_says_how_far_it_is(tmp_path: Path) -> None:
    """The picture is where it was asked for; each step is counted."""
    events: list[object] = []
    verb = FindRate(data="digits", model="linear", save=str(tmp_path / "rate.svg"), steps=30, set=("optimizer=sgd",))
    found = verb.run(Session(seed=1, show=events.append))
    assert found.path == tmp_path / "rate.svg" and found.path.read_text().startswith("<?xml")
    assert found.optimizer == "sgd" and "--seed 1" in found.command
    counted = [event for event in events if isinstance(event, Counted)]
    assert (counted[0].done, counted[0].total) == (1, 30) and "loss" in counted[0].things


def test_a_wrong_name_is_told_before_the_work(tmp_path: Path) -> None:
    """Nothing is trained."""
    events: list[object] = []
    with pytest.raises(ConvscopeError, match=r"end it in \.png or \.svg"):
        FindRate(data="digits", model="linear", save=str(tmp_path / "rate.gif")).run(Session(show=events.append))
    assert not events


def test_its_python_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: Callable[[Verb], dict[str, Any]]
) -> None:
    """The same recipe, the same losses, a picture of the name that it has by default."""
    monkeypatch.chdir(tmp_path)
    verb = FindRate(data="digits", model="linear", steps=20, recipe="mnist", set=("shift=0.1",), size="32")
    one, other = verb.run(Session()), python(verb)["found"]
    assert one.losses == other.losses
    assert (tmp_path / "rate-digits-linear.png").exists()
