"""Deconvnet and the gradients as views."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.look import deconvnet, gradient, guided_backpropagation, input_times_gradient
from convscope.model import Model
from convscope.picture import InputContract

METHODS = (deconvnet, gradient, guided_backpropagation, input_times_gradient)


@pytest.mark.parametrize("method", METHODS)
def test_a_class_has_its_picture_and_its_signal(model: Model, digits: Dataset, method: object) -> None:
    """The picture, then one number a pixel, on a range around zero."""
    assert callable(method)
    whole, signal = method(model, digits.pictures[0], target="3")
    assert whole.array.shape == (1, 32, 32, 3) and signal.array.shape == (1, 32, 32)
    assert signal.captions[0].startswith("3 (fc3): ") and signal.range[0] == -signal.range[1]
    assert np.abs(signal.array).max() > 0 and signal.sentence


def test_a_gradient_is_torchs(model: Model, digits: Dataset) -> None:
    """And the product is that times what entered."""
    images = model.enter(model.fit(digits.pictures[0])[None]).requires_grad_()
    (slope,) = torch.autograd.grad(model.module(images)[0, 3], images)
    np.testing.assert_allclose(
        gradient(model, digits.pictures[0], target=3)[1].array, slope[:, 0], rtol=1e-5, atol=1e-7
    )
    product = (slope * images).detach()[:, 0]
    shown = input_times_gradient(model, digits.pictures[0], target=3)[1].array
    np.testing.assert_allclose(shown, product, rtol=1e-5, atol=1e-7)


def test_units_of_a_layer_are_cut_to_what_they_see(model: Model, digits: Dataset) -> None:
    """Twelve patches of conv2's 14 × 14, each with its signal on its own scale; of one unit the place, too."""
    patches, signals = deconvnet(model, digits.pictures[0], layer="conv2")
    assert patches.array.shape == (12, 14, 14, 3) and signals.array.shape == (12, 14, 14)
    assert signals.range == (-1, 1) and "±" in signals.captions[0]
    whole, patch, signal = deconvnet(model, digits.pictures[0], layer="conv2", unit=3, at=(0, 0))
    assert len(whole.array) == len(patch.array) == 1 and signal.array.shape == (1, 14, 14)
    assert "unit 3 of conv2 at 0, 0" in signal.sentence


@pytest.mark.parametrize("channels", [1, 3, 4, 6])
def test_any_number_of_channels(channels: int) -> None:
    """Three are shown in colour, four and six a tile a channel."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(channels, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2))
    one = Model(net, InputContract(channels, 8, 8), ("a", "b"), "net")
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, channels), dtype=np.uint8)
    signal = gradient(one, picture)[-1]
    assert signal.array.shape == {1: (1, 8, 8), 3: (1, 8, 8, 3)}.get(channels, (channels, 8, 8))


def test_without_max_pools_deconvnet_says_so() -> None:
    """Nothing ties its pattern to the picture then."""
    torch.manual_seed(0)
    net = Model(nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU()), InputContract(1, 8, 8), (), "net")
    assert "no switches" in deconvnet(net, np.zeros((8, 8, 1), np.uint8))[-1].sentence
