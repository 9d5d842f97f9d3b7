"""Kernels as learnt."""

import numpy as np
import pytest

from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.look import kernels
from convscope.model import Model


def test_they_are_the_weights(model: Model) -> None:
    """One tile a kernel and input channel, in order, with captions that say which."""
    weights = model.module.conv1.weight.detach().numpy()  # type: ignore[union-attr,operator]
    np.testing.assert_array_equal(kernels(model).array, weights[:, 0])
    second = kernels(model, "conv2")
    expected = model.module.conv2.weight.detach().numpy().reshape(96, 5, 5)  # type: ignore[union-attr,operator]
    np.testing.assert_array_equal(second.array, expected)
    assert second.captions[7] == "1←1" and second.columns == 6


def test_three_channels_are_shown_in_colour_with_grey_for_zero() -> None:
    """Red, green and blue together, the largest weight at full colour."""
    view = kernels(load("torchvision:resnet18"))
    assert view.array.shape == (64, 7, 7, 3) and view.legend == "picture"
    assert max(abs(view.array.min() - 0.5), abs(view.array.max() - 0.5)) == pytest.approx(0.5, abs=1e-6)


def test_unknown_layers_and_networks_without_kernels_are_told(model: Model) -> None:
    """The nearest convolution is named; a network without one says so."""
    with pytest.raises(UnknownName, match="did you mean 'conv2'"):
        kernels(model, "conv9")
    with pytest.raises(ConvscopeError, match="no convolution"):
        kernels(load("linear"))
