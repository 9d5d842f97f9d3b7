"""Gradients at pictures nearby."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.look import slopes
from convscope.look.projected import question
from convscope.look.slopes import scores_of, summed_slopes
from convscope.model import Model
from convscope.picture import InputContract


def test_the_sum_is_that_of_single_gradients(model: Model, digits: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven pictures, three at a time, each with its weight."""
    monkeypatch.setattr(slopes, "NUMBERS_AT_ONCE", 3 * 32 * 32)
    asking = question(model, digits.pictures[3], target=7)
    many = asking.images + torch.randn(7, 1, 32, 32)
    weights = torch.rand(7)
    found = summed_slopes(asking, 7, lambda first, last: many[first:last], weights)
    expected = torch.zeros(1, 32, 32)
    for image, weight in zip(many, weights, strict=True):
        one = image[None].clone().requires_grad_()
        (slope,) = torch.autograd.grad(model.module(one)[0, 7], one)
        expected += weight * slope[0]
    torch.testing.assert_close(found.float(), expected, rtol=1e-4, atol=1e-5)


def test_scores_are_the_networks(model: Model, digits: Dataset) -> None:
    """Of pictures that entered."""
    asking = question(model, digits.pictures[3], target=7)
    images = torch.rand(4, 1, 32, 32)
    with torch.no_grad():
        torch.testing.assert_close(scores_of(asking, images), model.module(images)[:, 7].double())


def test_an_answer_without_slope_is_told() -> None:
    """Rounded numbers."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3))
    model = Model(module, InputContract(1, 8, 8), (), "net")

    class Rounds(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return (F.relu(x) > 0.5).float().flatten(1)

    rounding = Model(Rounds(), model.contract, (), "rounds")
    import numpy as np

    asking = question(rounding, np.full((8, 8, 1), 200, np.uint8))
    with pytest.raises(ConvscopeError, match="does not follow the pixels smoothly"):
        summed_slopes(asking, 1, lambda first, last: asking.images)
