"""Integrated gradients: captum's numbers, and complete."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.look import integrated_gradients
from convscope.look.integrated_gradients import Integrated, _missed, integrated
from convscope.look.projected import question
from convscope.model import Model
from convscope.picture import InputContract


@pytest.mark.parametrize("steps", [1, 20, 50])
def test_they_are_captums(model: Model, digits: Dataset, steps: int) -> None:
    """Gauss–Legendre with the same points."""
    attr = pytest.importorskip("captum.attr")
    asking = question(model, digits.pictures[3], target=7)
    expected = attr.IntegratedGradients(model.module).attribute(asking.images, target=7, n_steps=steps)
    np.testing.assert_allclose(
        integrated(asking, steps=steps).values, expected[0].detach().numpy(), rtol=1e-3, atol=1e-5
    )


def test_they_add_up_to_the_difference_of_the_answers(model: Model, digits: Dataset) -> None:
    """The more exactly, the more steps; and what is missed is what is said."""
    asking = question(model, digits.pictures[3], target=7)
    found = integrated(asking, steps=400)
    with torch.no_grad():
        answers = model.module(torch.cat([asking.images, torch.zeros_like(asking.images)]))[:, 7]
    assert found.difference == pytest.approx(float(answers[0] - answers[1]), rel=1e-5)
    assert found.error == pytest.approx(found.values.sum() - found.difference)
    assert abs(found.error) < 0.005 * abs(found.difference)
    shown = integrated_gradients(model, digits.pictures[3], target=7)[1]
    assert f"the answers differ by {found.difference:.4g}" in shown.sentence and "an error of" in shown.sentence


def test_of_a_linear_network_they_are_weight_times_number() -> None:
    """One step is enough, and nothing is missed."""
    module = nn.Sequential(nn.Flatten(), nn.Linear(64, 3))
    model = Model(module, InputContract(1, 8, 8), (), "linear")
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 1), dtype=np.uint8)
    found = integrated(question(model, picture, target=1), steps=1)
    weights = module[1].get_parameter("weight")[1].detach().numpy().reshape(1, 8, 8)
    np.testing.assert_allclose(found.values, weights * picture.transpose(2, 0, 1) / 255, atol=1e-6)
    assert abs(found.error) < 1e-5


def test_too_few_steps_are_said_to_be_so(model: Model, digits: Dataset) -> None:
    """A tenth missed is much, a hundredth is not; no step at all is refused."""
    much, little = (Integrated(np.array([share, 5.0]), 12.0, 2.0) for share in (4.0, 4.9))
    assert _missed(much, 3) == "an error of 0.1 of it; that is much: take more steps than 3"
    assert _missed(little, 3) == "an error of 0.01 of it"
    with pytest.raises(ConvscopeError, match="give at least 1"):
        integrated_gradients(model, digits.pictures[3], steps=0)
