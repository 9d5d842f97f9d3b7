"""What a layer makes of many pictures."""

import numpy as np
import pytest
import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.look.features import features
from convscope.model import Model
from convscope.network import watch


def test_each_row_is_that_of_the_picture_alone(model: Model, digits: Dataset) -> None:
    """By default what the last layer reads; of a named layer all its numbers; in order, over batches."""
    pictures = digits.fitted(model.contract)[:70]
    rows, name = features(model, pictures)
    network, outputs = watch(model.module, model.enter(pictures[69:70]))
    assert network.layers[network["fc3"].inputs[0]].name == name
    np.testing.assert_allclose(rows[69], outputs[network[name].index][0].numpy().ravel(), atol=1e-5)
    rows, _ = features(model, pictures, layer="pool2")
    np.testing.assert_allclose(rows[69], outputs[network["pool2"].index][0].numpy().ravel(), atol=1e-5)


def test_large_maps_stand_for_their_means(model: Model, digits: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six numbers of six maps; what has no places stays as it is."""
    monkeypatch.setattr("convscope.look.features.MOST_NUMBERS", 100)
    pictures = digits.fitted(model.contract)[:3]
    rows, _ = features(model, pictures, layer="conv1")
    whole, _ = features(model, pictures, layer="fc1")
    assert rows.shape == (3, 6) and whole.shape == (3, 120)


def test_what_cannot_be_is_told(model: Model, digits: Dataset) -> None:
    """No pictures, no such layer, weights that are no numbers."""
    pictures = digits.fitted(model.contract)[:2]
    with pytest.raises(ConvscopeError, match="no pictures came"):
        features(model, pictures[:0])
    with pytest.raises(UnknownName):
        features(model, pictures, layer="conv9")
    broken = Model(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(1024, 2)), model.contract, (), "broken")
    torch.nn.init.constant_(broken.module[1].weight, float("nan"))  # type: ignore[index]
    with pytest.raises(ConvscopeError, match="are not finite"):
        features(broken, pictures, layer="1")
