"""All units at one place."""

import numpy as np
import pytest
import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.look import depth_column
from convscope.model import Model


def test_it_is_every_unit_at_the_place(model: Model, digits: Dataset) -> None:
    """As many as kernels, in their order; the picture shows what they all see."""
    whole, column = depth_column(model, digits.pictures[0], layer="conv1", at=(5, 9))
    with torch.no_grad():
        expected = model.module.conv1(model.enter(model.fit(digits.pictures[0])[None]))[0, :, 5, 9]  # type: ignore[operator]
    np.testing.assert_allclose(column.array.ravel(), expected, rtol=1e-5)
    assert "The 6 units of conv1 at 5, 9" in column.sentence and "as many neurons" in column.sentence
    assert "5 × 5" in whole.sentence


def test_by_default_it_is_where_the_strongest_is_strongest(model: Model, digits: Dataset) -> None:
    """So the largest number of the layer is in it."""
    column = depth_column(model, digits.pictures[0], layer="relu2")[-1]
    with torch.no_grad():
        net, images = model.module, model.enter(model.fit(digits.pictures[0])[None])
        largest = net.relu2(net.conv2(net.pool1(net.relu1(net.conv1(images))))).max()  # type: ignore[operator]
    assert column.array.max() == pytest.approx(float(largest)) and "kernel" not in column.sentence


def test_numbers_without_a_place_have_none(model: Model, digits: Dataset) -> None:
    """A fully connected layer has one column only, and a place beyond the map is told."""
    with pytest.raises(ConvscopeError, match="without a place"):
        depth_column(model, digits.pictures[0], layer="fc1")
    with pytest.raises(ConvscopeError, match="no place"):
        depth_column(model, digits.pictures[0], layer="conv1", at=(99, 0))
