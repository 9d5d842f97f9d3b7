"""Each way of saying where a network looks, as one map."""

import numpy as np
import pytest
import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.look import grad_cam, occlusion
from convscope.look.attributors import ATTRIBUTORS, attribution
from convscope.look.projected import question
from convscope.model import Model


@pytest.mark.parametrize("name", ATTRIBUTORS)
def test_every_way_gives_a_map_of_the_picture(name: str, model: Model, digits: Dataset) -> None:
    """Finite, of its size, and not the same of another class."""
    picture = digits.pictures[3]
    maps = [attribution(name, question(model, picture, target=target)) for target in (3, 8)]
    assert maps[0].shape == (32, 32) and np.isfinite(maps[0]).all()
    assert maps[0].any() or maps[1].any()
    assert not np.array_equal(maps[0], maps[1])


def test_they_are_what_is_shown(model: Model, digits: Dataset) -> None:
    """Grad-CAM's and occlusion's maps are those of their views; the gradient's by autograd."""
    picture = digits.pictures[3]
    asking = question(model, picture, target=8)
    np.testing.assert_allclose(
        attribution("grad-cam", asking), grad_cam(model, picture, target=8)[1].array[0], rtol=1e-5
    )
    np.testing.assert_allclose(
        attribution("occlusion", asking), occlusion(model, picture, target=8)[1].array[0], rtol=1e-3, atol=1e-4
    )
    images = asking.images.clone().requires_grad_()
    (slope,) = torch.autograd.grad(model.module(images)[0, 8], images)
    np.testing.assert_allclose(attribution("gradient", asking), slope[0].abs().sum(0).numpy(), rtol=1e-4, atol=1e-7)


def test_what_cannot_be_asked_is_told(model: Model, digits: Dataset) -> None:
    """A way there is not; Grad-CAM of a layer in the middle."""
    with pytest.raises(UnknownName, match="grad-cam"):
        attribution("grad-can", question(model, digits.pictures[3]))
    with pytest.raises(ConvscopeError, match="asks about the answer"):
        attribution("grad-cam", question(model, digits.pictures[3], layer="conv2", unit=3))
