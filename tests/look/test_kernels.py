"""Kernels as learnt."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.look import kernels
from convscope.look.kernels import on_one_scale
from convscope.model import Model
from convscope.picture import InputContract


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


def of(module: nn.Module, channels: int) -> Model:
    return Model(module, InputContract(channels, 8, 8), (), "net")


def test_a_weight_becomes_its_shade_of_grey() -> None:
    """Zero is 0.5; the largest magnitude, here negative, reaches the end; half of it lies half way."""
    convolution = nn.Conv2d(3, 1, 1)
    with torch.no_grad():
        convolution.weight.copy_(torch.tensor([0.0, -4.0, 2.0]).reshape(1, 3, 1, 1))
    view = kernels(of(convolution, 3), "")
    assert view.array.tolist() == [[[[0.5, 0.0, 0.75]]]]
    assert "±4" in view.sentence


def test_a_kernel_of_zeros_in_colour_is_mid_grey() -> None:
    """Nothing is divided by its largest weight, 0."""
    convolution = nn.Conv2d(3, 2, 3)
    nn.init.zeros_(convolution.weight)
    assert (kernels(of(convolution, 3)).array == 0.5).all()


def test_other_weights_may_be_shown_in_place_of_the_models(model: Model) -> None:
    """Those of a moment of its training, say; the model keeps its own."""
    own = kernels(model).array
    view = kernels(model, "conv1", weights={"conv1.weight": torch.full((6, 1, 5, 5), 7.0)})
    assert view.array.shape == (6, 5, 5) and (view.array == 7).all()
    np.testing.assert_array_equal(kernels(model).array, own)


def test_of_many_kernels_the_first_are_shown_and_the_rest_counted() -> None:
    """96 tiles of 5 · 40."""
    view = kernels(of(nn.Conv2d(5, 40, 3), 5))
    assert (len(view.array), len(view.captions), view.hidden) == (96, 96, 104)


def test_captions_of_a_grouped_convolution_name_the_channel_that_is_read() -> None:
    """In the second of two groups, kernels read channels 2 and 3; depthwise, a kernel is named by its unit."""
    grouped = kernels(of(nn.Conv2d(4, 4, 1, groups=2), 4))
    assert grouped.captions == ("0←0", "0←1", "1←0", "1←1", "2←2", "2←3", "3←2", "3←3")
    assert kernels(of(nn.Conv2d(4, 4, 1, groups=4), 4)).captions == ("0", "1", "2", "3")


def test_kernels_of_a_line_are_strips() -> None:
    """A Conv1d has kernels one cell high."""
    convolution = nn.Conv1d(2, 3, 5)
    view = kernels(of(convolution, 2))
    assert view.array.shape == (6, 1, 5)
    np.testing.assert_array_equal(view.array.reshape(3, 2, 5), convolution.weight.detach().numpy())


def test_kernels_of_several_moments_are_brought_to_one_scale() -> None:
    """Grey ones by their limits, those in colour by their numbers: half of the largest weight is half of the colour."""
    for channels in (1, 3):
        net = nn.Sequential(nn.Conv2d(channels, 2, 3))
        model = Model(net, InputContract(channels, 8, 8), (), "net")
        small, large = torch.full((2, channels, 3, 3), -0.2), torch.full((2, channels, 3, 3), 0.4)
        views = [kernels(model, weights={"0.weight": weight}) for weight in (small, large)]
        first, second = on_one_scale(views, [small, large])
        if channels == 1:
            assert first.range == second.range == pytest.approx((-0.4, 0.4))
        else:
            np.testing.assert_allclose(first.array, 0.25, atol=1e-6)
            np.testing.assert_allclose(second.array, 1.0, atol=1e-6)
            assert "±0.4" in first.sentence == second.sentence
