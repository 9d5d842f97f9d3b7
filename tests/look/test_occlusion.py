"""Occlusion, as it is shown."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.look import occlusion
from convscope.model import Model
from convscope.picture import InputContract


def test_only_what_the_answer_reads_counts() -> None:
    """An answer that is the sum of a corner: hiding it takes all away, hiding the rest nothing."""
    linear = nn.Linear(144, 2, bias=False)
    weights = torch.zeros(2, 12, 12)
    weights[1, :4, :4] = 1
    with torch.no_grad():
        linear.weight.copy_(weights.reshape(2, 144))
    module = nn.Sequential(nn.Conv2d(1, 1, 1, bias=False), nn.Flatten(), linear)
    nn.init.ones_(module[0].get_parameter("weight"))
    model = Model(module, InputContract(1, 12, 12), ("nothing", "corner"), "net")
    shown = occlusion(model, np.full((12, 12, 1), 255, np.uint8), window=4, stride=4)[1]
    expected = np.zeros((12, 12))
    expected[:4, :4] = 16
    np.testing.assert_allclose(shown.array[0], expected, atol=1e-4)
    assert "corner (2) (16) falls when a window of 4 × 4 is hidden in grey, by steps of 4" in shown.sentence


def test_a_unit_of_a_layer_can_be_asked_about(model: Model, digits: Dataset) -> None:
    """What its unit does not see changes nothing."""
    shown = occlusion(model, digits.pictures[3], layer="conv2", unit=5, at=(0, 0), window=4, stride=4)[1]
    assert shown.array[0, :14, :14].any() and not shown.array[0, 16:].any() and not shown.array[0, :, 16:].any()


@pytest.mark.parametrize("channels", [1, 3, 4, 6])
def test_pictures_of_any_channels_and_sides(channels: int) -> None:
    """By default a seventh of the shorter side."""
    module = nn.Sequential(nn.Conv2d(channels, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 12 * 26, 3))
    picture = np.random.default_rng(0).integers(0, 256, (14, 28, channels), dtype=np.uint8)
    views = occlusion(Model(module, InputContract(channels, 14, 28), (), "net"), picture)
    assert views[1].array.shape == (1, 14, 28) and "window of 2 × 2" in views[1].sentence


def test_a_network_without_convolution_has_it_too(digits: Dataset) -> None:
    """It asks nothing of the network but answers."""
    module = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    shown = occlusion(Model(module, InputContract(1, 8, 8), (), "linear"), digits.pictures[0], window=1, stride=1)[1]
    entered = digits.pictures[0][..., 0] / 255
    weights = module[1].get_parameter("weight").detach().numpy()
    best = int((weights @ entered.ravel() + module[1].get_parameter("bias").detach().numpy()).argmax())
    np.testing.assert_allclose(shown.array[0], weights[best].reshape(8, 8) * entered, atol=1e-5)


def test_a_window_that_does_not_fit_is_told(model: Model, digits: Dataset) -> None:
    """With what would."""
    with pytest.raises(ConvscopeError, match="give 1 … 32"):
        occlusion(model, digits.pictures[0], window=40)
