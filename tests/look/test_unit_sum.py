"""One unit's sum as views."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.look import unit_sum
from convscope.look.terms import terms
from convscope.look.unit_sum import line
from convscope.model import Model
from convscope.network.recording import record
from convscope.picture import InputContract


def test_inputs_times_kernel_are_the_products(model: Model, digits: Dataset) -> None:
    """Of conv2's unit 3 at 2, 4: six channels; they add up to what the network computed, as the line says."""
    picture = digits.pictures[0]
    whole, read, kernel, products = unit_sum(model, picture, layer="conv2", unit=3, at=(2, 4))
    np.testing.assert_allclose(read.array * kernel.array, products.array)
    assert isinstance(model.module.conv2, nn.Conv2d)
    np.testing.assert_allclose(kernel.array, model.module.conv2.weight[3].detach(), rtol=1e-6)
    with torch.no_grad():
        net: Any = model.module
        images = model.enter(model.fit(picture)[None])
        expected = net.conv2(net.pool1(net.relu1(net.conv1(images))))[0, 3, 2, 4]
    assert products.array.sum() + float(net.conv2.bias.detach()[3]) == pytest.approx(float(expected), rel=1e-5)
    assert products.sentence.endswith(f"PyTorch has {float(expected):.4g}.".replace("-", "−"))
    assert whole.array.shape[-1] == 3 and "unit 3 of conv2 at 2, 4" in whole.sentence


def test_the_line_by_hand() -> None:
    """Few terms are written one by one, with the bias; a max pool says how many numbers it chose from."""
    conv = nn.Conv2d(1, 1, (1, 2))
    with torch.no_grad():
        conv.weight.copy_(torch.tensor([[[[0.5, -1.0]]]]))
        conv.bias.fill_(0.25)  # type: ignore[union-attr]
    images = torch.tensor([[[[2.0, 3.0, 1.0]]]])
    recorded = record(nn.Sequential(conv, nn.MaxPool2d((1, 2))), images, keep=True)
    assert line(terms(recorded, "0", 0, (0, 0))) == "2·0.5 + 3·(−1) +0.25 bias = −1.75; PyTorch has −1.75"
    assert line(terms(recorded, "1", 0, (0, 0))) == "max of 2 numbers = 0.75; PyTorch has 0.75"


def test_of_many_channels_those_that_add_most_are_drawn(model: Model, digits: Dataset) -> None:
    """Eight of sixteen, and the rest is counted; numbers without a place are rows of 32."""
    wide = Model(nn.Sequential(nn.Conv2d(16, 2, 3)), InputContract(16, 6, 6), (), "wide")
    picture = np.random.default_rng(0).integers(0, 256, (6, 6, 16), dtype=np.uint8)
    views = unit_sum(wide, picture, layer="0")
    assert [len(view.array) for view in views[1:]] == [8, 8, 8] and "8 channels that add less" in views[1].sentence
    *_, products = unit_sum(model, digits.pictures[0], layer="fc3")
    assert products.array.shape == (1, 3, 32) and "(81 others)" in products.sentence


def test_what_is_no_sum_is_told(model: Model, digits: Dataset) -> None:
    """A ReLU's unit, a unit and a layer there are not."""
    with pytest.raises(ConvscopeError, match="no sum of products"):
        unit_sum(model, digits.pictures[0], layer="relu1")
    with pytest.raises(ConvscopeError, match="no unit 99"):
        unit_sum(model, digits.pictures[0], layer="conv1", unit=99)
    with pytest.raises(UnknownName):
        unit_sum(model, digits.pictures[0], layer="conv9")
