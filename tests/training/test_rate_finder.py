"""Finding a learning rate."""

from pathlib import Path

import pytest
import torch

import convscope as cs
from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.training import Event, Recipe, Setup, find_rate, train

SOME = {"optimizer": "adamw", "batch_size": "32"}
QUICK = """
from torch import nn


class Net(nn.Sequential):
    input_shape = (1, 8, 8)

    def __init__(self):
        super().__init__(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 10))
"""


def test_the_rate_that_is_suggested_trains_well(small: Dataset, tmp_path: Path) -> None:
    """Better than a thirtieth of it and than thirty times as much, with each optimiser."""
    (tmp_path / "net.py").write_text(QUICK)
    quick = f"{tmp_path / 'net.py'}:Net"
    for optimizer in ("adamw", "sgd", "muon"):
        said = {**SOME, "optimizer": optimizer}
        found = find_rate(small, model=quick, recipe=said)
        assert found.suggestion is not None and found.found is not None
        assert found.found.low <= found.suggestion <= found.found.high
        losses = []
        for times in (1 / 30, 1, 30):
            rate = {"learning_rate": str(found.suggestion * times), "epochs": "5"}
            out = tmp_path / f"{optimizer}-{times}"
            try:
                run = train(small, model=quick, out=out, recipe={**said, **rate}, on_event=lambda _: None)
                losses.append(run.metrics[-1]["validation_loss"])
            except ConvscopeError:  # it ran away
                losses.append(float("inf"))
        assert min(losses) == losses[1], optimizer


def test_it_keeps_nothing_and_disturbs_nothing(small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, the same random numbers and threads afterwards, and the same again for the same seed."""
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    one = find_rate(small, model="linear", recipe=SOME, steps=40, setup=Setup(seed=3))
    assert torch.equal(torch.random.get_rng_state(), before)
    other = find_rate(small, model="linear", recipe=SOME, steps=40, setup=Setup(seed=3))
    assert (one.rates, one.losses) == (other.rates, other.losses)
    assert not list(tmp_path.iterdir())


def test_where_nothing_is_learnt_nothing_is_suggested(tmp_path: Path, small: Dataset) -> None:
    """A network that answers the same to every picture and cannot leave it."""
    (tmp_path / "net.py").write_text(
        "import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n    input_shape = (1, 8, 8)\n\n"
        "    def __init__(self):\n        super().__init__()\n        self.last = nn.Linear(64, 10)\n\n"
        "    def forward(self, x):\n        return self.last(x.flatten(1)) * 1e-9\n"
    )
    found = find_rate(small, model=f"{tmp_path / 'net.py'}:Net", recipe=SOME, steps=40)
    assert found.suggestion is None and found.found is None
    assert "no rate is suggested" in found.sentence
    assert f"learning_rate={found.recipe_rate:g}" not in found.command
    found.chart().svg()


def test_the_command_is_the_training_with_that_rate(small: Dataset) -> None:
    """And what else was said."""
    found = find_rate(small, model="lenet5", recipe=SOME, steps=100)
    assert f"--set batch_size=32 --set learning_rate={found.suggestion:g}" in found.command
    assert "rough" in found.sentence  # of a hundred steps
    told = found.as_dict()
    assert told["suggestion"] == found.suggestion and len(told["rates"]) == len(told["losses"])


def test_a_network_with_weights_begins_with_its_head_trained(small: Dataset) -> None:
    """As its training does."""
    events: list[Event] = []
    find_rate(small, model="lenet5:mnist", recipe={"head_epochs": "2"}, steps=20, on_event=events.append)
    assert "HeadTrained" in [type(event).__name__ for event in events]


def test_what_cannot_be_is_told(small: Dataset) -> None:
    """Too few steps, an unknown network, a wrong field."""
    with pytest.raises(ConvscopeError, match="9 steps came; give at least 10"):
        find_rate(small, model="linear", steps=9)
    with pytest.raises(UnknownName):
        find_rate(small, model="nosuch")
    with pytest.raises(UnknownName, match="learning_rate"):
        find_rate(small, model="linear", recipe={"learningrate": "1"})
    assert cs.find_rate is find_rate
    assert Recipe().learning_rate == 3e-3


def test_memory_that_runs_out_is_told(small: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do; another error comes out as it is."""

    def full(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr("convscope.training.rate_finder.risen", full)
    with pytest.raises(ConvscopeError, match="memory ran out at batches of 32; smaller ones: --set batch_size="):
        find_rate(small, model="linear", recipe=SOME)
