"""Films of a run's history."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.look import kernels_film, maps_film
from convscope.model import Model
from convscope.runs import Run, open_run


def test_kernels_are_those_of_the_history(run: Run, model: Model) -> None:
    """From before training to the last epoch, of the layer that is asked for."""
    history = run.history()
    for layer in ("conv1", "conv2"):
        film = kernels_film(run, model, layer=layer)
        assert film.titles == ("before training", "epoch 1", "epoch 2", "epoch 3")
        for view, weights in zip(film.views, history.values(), strict=True):
            kernel = weights[f"{layer}.weight"].numpy().reshape(-1, 5, 5)
            np.testing.assert_array_equal(view.array, kernel[: len(view.array)])


def test_maps_are_what_the_network_gave_then(run: Run, model: Model, digits: Dataset) -> None:
    """With that epoch's weights; the model's own stay as they are."""
    before = {name: tensor.clone() for name, tensor in model.module.state_dict().items()}
    film = maps_film(run, model, digits.pictures[0])
    images = model.enter(model.fit(digits.pictures[0])[None])
    for view, weights in zip(film.views, run.history().values(), strict=True):
        right = torch.nn.functional.conv2d(images, weights["conv1.weight"], weights["conv1.bias"])
        np.testing.assert_allclose(view.array, right[0].numpy(), atol=1e-5)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.module.state_dict().items())
    assert film.views[0].legend == "signed" and film.views[0].layer == "conv1"


def test_a_layer_that_cannot_be_filmed_is_told(run: Run, model: Model, digits: Dataset) -> None:
    """One that is not there, and one whose numbers have no place."""
    with pytest.raises(UnknownName, match="'conv1'"):
        maps_film(run, model, digits.pictures[0], layer="conf1")
    with pytest.raises(ConvscopeError, match="fc3 has numbers without a place"):
        maps_film(run, model, digits.pictures[0], layer="fc3")
    with pytest.raises(UnknownName):
        kernels_film(run, model, layer="fc3")


def test_a_history_in_part_is_told(run: Run, model: Model, digits: Dataset, tmp_path: Path) -> None:
    """As of a large network: its first layers' kernels can be filmed, its maps cannot."""
    shutil.copytree(run.folder, tmp_path / "run")
    for file in (tmp_path / "run" / "history").glob("epoch-*"):
        save_file({name: tensor for name, tensor in load_file(file).items() if name.startswith("conv1")}, file)
    part = open_run(tmp_path / "run")
    assert len(kernels_film(part, model).views) == 4
    with pytest.raises(ConvscopeError, match="film the kernels of one from conv1 to conv1"):
        kernels_film(part, model, layer="conv2")
    with pytest.raises(ConvscopeError, match="does not hold conv2"):
        maps_film(part, model, digits.pictures[0])
    shutil.rmtree(tmp_path / "run" / "history")
    with pytest.raises(ConvscopeError, match="has no history"):
        kernels_film(part, model)
