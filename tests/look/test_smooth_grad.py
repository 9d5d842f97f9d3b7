"""SmoothGrad."""

import numpy as np
import pytest
import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.look import smooth_grad
from convscope.look.projected import question
from convscope.look.smooth_grad import smoothed
from convscope.model import Model


def test_without_noise_it_is_the_gradient(model: Model, digits: Dataset) -> None:
    """However many samples."""
    asking = question(model, digits.pictures[3], target=7)
    one = asking.images.clone().requires_grad_()
    (slope,) = torch.autograd.grad(model.module(one)[0, 7], one)
    np.testing.assert_allclose(smoothed(asking, samples=5, noise=0.0), slope[0].numpy(), rtol=1e-4, atol=1e-6)


def test_it_is_the_mean_over_the_noise_that_the_seed_draws(model: Model, digits: Dataset) -> None:
    """A standard deviation of a tenth of the range, written out."""
    asking = question(model, digits.pictures[3], target=7)
    width = 0.1 * float(asking.images.max() - asking.images.min())
    torch.manual_seed(5)
    many = (asking.images + width * torch.randn(8, 1, 32, 32)).requires_grad_()
    (slopes,) = torch.autograd.grad(model.module(many)[:, 7].sum(), many)
    torch.manual_seed(5)
    found = smoothed(asking, samples=8, noise=0.1)
    np.testing.assert_allclose(found, slopes.mean(0).numpy(), rtol=1e-4, atol=1e-6)


def test_captum_agrees_on_average(model: Model, digits: Dataset) -> None:
    """Of 400 samples each, with different noise: maps that go together."""
    attr = pytest.importorskip("captum.attr")
    asking = question(model, digits.pictures[3], target=7)
    width = 0.1 * float(asking.images.max() - asking.images.min())
    torch.manual_seed(0)
    theirs = attr.NoiseTunnel(attr.Saliency(model.module)).attribute(
        asking.images.clone().requires_grad_(), nt_type="smoothgrad", nt_samples=400, nt_samples_batch_size=50,
        stdevs=width, target=7, abs=False,
    )  # fmt: skip
    ours = smoothed(asking, samples=400, noise=0.1)
    assert np.corrcoef(ours.ravel(), theirs.detach().numpy().ravel())[0, 1] > 0.97


def test_it_is_shown_as_magnitudes(model: Model, digits: Dataset) -> None:
    """Zero or above, with the number of copies in words."""
    shown = smooth_grad(model, digits.pictures[3], samples=4)[1]
    assert shown.legend == "unsigned" and "over 4 copies with noise of 15%" in shown.sentence


def test_what_makes_no_sense_is_told(model: Model, digits: Dataset) -> None:
    """No sample, noise below zero."""
    with pytest.raises(ConvscopeError, match="give at least 1"):
        smooth_grad(model, digits.pictures[3], samples=0)
    with pytest.raises(ConvscopeError, match="0 or more"):
        smooth_grad(model, digits.pictures[3], noise=-0.1)
