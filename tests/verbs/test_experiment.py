"""The verb ``experiment``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope import experiments
from convscope.errors import ConvscopeError, UnknownName
from convscope.experiments import trials
from convscope.verbs import Experiment, Session, Verb


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (Experiment(experiment="shifts"), "did you mean 'shift'"),
        (Experiment(experiment="channels", data="mnist"), "trains nothing"),
        (Experiment(experiment="shift", save="x.pdf"), ".png or .svg"),
        (Experiment(experiment="shift", data="digitz"), "did you mean 'digits'"),
        (Experiment(experiment="shift", pictures=5), "at least 100"),
    ],
)
def test_a_mistake_is_told_before_anything_is_trained(verb: Experiment, said: str) -> None:
    """What came and what to give."""
    with pytest.raises(ConvscopeError, match=said.replace(".", r"\.")):
        verb.run(Session())


def test_each_claim_is_an_experiment() -> None:
    """What is listed can be made; without a name they are listed."""
    listed = Experiment().run(Session()).as_dict()["experiments"]
    assert [hasattr(experiments, one["name"].replace("-", "_")) for one in listed] == [True] * 5
    assert issubclass(UnknownName, ConvscopeError)


def test_its_python_gives_the_same(
    python: Callable[[Verb], dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same numbers."""
    monkeypatch.setattr(trials, "RECIPE", trials.RECIPE.with_settings({"epochs": "1"}))
    monkeypatch.setattr(trials, "FEW_SEEDS", 1)
    monkeypatch.chdir(tmp_path)
    verb = Experiment(experiment="shuffled-pixels", pictures=200, keep="runs")
    first = verb.run(Session()).as_dict()
    assert len(list((tmp_path / "runs" / "shuffled-pixels").iterdir())) == 6
    (tmp_path / "runs").rename(tmp_path / "before")
    assert python(verb)["outcome"].numbers["accuracy"] == first["numbers"]["accuracy"]
