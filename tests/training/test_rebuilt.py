"""A run's network again."""

from pathlib import Path

import pytest
import torch

from convscope.data import Dataset
from convscope.errors import BrokenRun
from convscope.training import Setup, train
from convscope.training.rebuilt import model_of_run


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
