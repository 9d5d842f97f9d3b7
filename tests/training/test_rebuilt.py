"""A run's network again."""

from pathlib import Path

import pytest
import torch

from convscope.data import Dataset
from convscope.errors import BrokenRun, ConvscopeError
from convscope.training import Setup, train
from convscope.training.rebuilt import model_of_run, moved


def test_it_answers_as_it_was_trained_and_other_code_is_told(tmp_path: Path, small: Dataset) -> None:
    """The best weights, the contract, the classes; a network whose code has changed since is no more this run's."""
    source = tmp_path / "net.py"
    source.write_text(
        "from torch import nn\n\n\ndef net():\n    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))\n"
    )
    recipe = {"epochs": "1", "size": "8"}
    setup = Setup(tune="off", threads=1)
    run = train(small, model=f"{source}:net", out=tmp_path / "run", recipe=recipe, setup=setup, on_event=lambda _: None)
    model = model_of_run(run)
    assert model.trained and model.classes == small.classes and model.contract.input_shape == (1, 8, 8)
    assert torch.equal(model.module.state_dict()["1.weight"], run.weights()["1.weight"])
    source.write_text(source.read_text().replace("nn.Flatten()", "nn.Flatten(), nn.Linear(64, 64)"))
    with pytest.raises(BrokenRun, match="the network's code has changed since"):
        model_of_run(run)


def test_a_network_that_is_not_here_is_told_with_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a relative path alone; any other fault stays what it is."""
    monkeypatch.chdir(tmp_path)
    fault = ConvscopeError("no")
    assert str(moved("runs/a", "net.py:Net(3)", fault)) == (
        "runs/a was made with net.py:Net(3), and there is no net.py here; go to the folder where it was made"
    )
    (tmp_path / "net.py").touch()
    assert all(moved("runs/a", one, fault) is fault for one in ("net.py:Net", "lenet5", "/nowhere/net.py:Net"))
