"""Integrated gradients: captum's numbers, and complete."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.look import integrated_gradients
from convscope.look.integrated_gradients import Integrated, _missed, completed, integrated
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


def test_points_are_added_where_the_shares_do_not_add_up(model: Model, digits: Dataset) -> None:
    """Less than a hundredth is missed then, and each pixel has nearly what very many points find."""
    asking = question(model, digits.pictures[3], target=7)
    even, found, exact = completed(asking, steps=3), completed(asking, steps=400), integrated(asking, steps=2000)
    assert abs(found.error) <= 0.01 * abs(found.difference) < abs(even.error)
    assert 9 <= found.points < 400
    assert np.abs(found.values - exact.values).max() < np.abs(even.values - exact.values).max()
    assert (found.at_picture, found.at_grey) == pytest.approx((exact.at_picture, exact.at_grey))


def test_points_are_added_where_the_answer_rises_alone() -> None:
    """Of an answer that is 0 for the first 73 % of the way, and then a straight line: only the kink is halved."""

    class Late(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return 10 * (images.flatten(1)[:, :1] - 0.73).relu()

    model = Model(Late(), InputContract(1, 4, 4), (), "late")
    found = completed(question(model, np.full((4, 4, 1), 255, np.uint8)), steps=48)
    assert 9 < found.points < 16 and abs(found.error) <= 0.01 * found.difference
    assert found.values[0, 0, 0] == pytest.approx(2.7, rel=0.01)


def test_it_gives_up_at_the_points_asked_for() -> None:
    """Of a network with a kink at every grey level no points are enough; how far the shares miss is said."""

    class Kinks(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return (images * 997).sin().flatten(1)[:, :2].mean(1, keepdim=True) + 0.01 * images.flatten(1)[:, :1]

    told: list[tuple[int, int]] = []
    model = Model(Kinks(), InputContract(1, 4, 4), (), "kinks")
    picture = np.full((4, 4, 1), 200, np.uint8)
    found = completed(question(model, picture), steps=30, progress=lambda done, total: told.append((done, total)))
    assert found.points == 30 and told[-1] == (30, 30)
    assert _missed(found).endswith("with 30 gradients; that is much: more steps miss less")


def test_a_stretch_with_a_jump_in_it_is_not_halved_for_ever() -> None:
    """A step at three tenths of the way: no point mends that, so that few are taken and the miss is told."""

    class Jump(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            brightest = images.flatten(1).amax(1, keepdim=True)
            return brightest * 0.5 + (brightest > 0.3).float()

    model = Model(Jump(), InputContract(1, 4, 4), (), "jump")
    found = completed(question(model, np.full((4, 4, 1), 255, np.uint8)), steps=500)
    assert found.points < 40 and found.error == pytest.approx(-1, abs=1e-3)


def test_trapezoids_by_hand() -> None:
    """The sum of squares, grey 0: a pixel's share is its square; trapezoids are exact for a slope that is straight."""

    class Squares(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return images.flatten(1).square().sum(1, keepdim=True)

    model = Model(Squares(), InputContract(1, 3, 4), (), "squares")
    picture = np.random.default_rng(0).integers(0, 256, (3, 4, 1), dtype=np.uint8)
    for steps in (2, 3, 9, 48):
        found = completed(question(model, picture), steps=steps)
        assert found.points == min(steps, 9)
        np.testing.assert_allclose(found.values, (picture.transpose(2, 0, 1) / 255) ** 2, atol=1e-6)


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
    much, little = (Integrated(np.array([share, 5.0]), 12.0, 2.0, 3) for share in (4.0, 4.9))
    assert _missed(much) == "an error of 0.1 of it, with 3 gradients; that is much: more steps miss less"
    assert _missed(little) == "an error of 0.01 of it, with 3 gradients"
    with pytest.raises(ConvscopeError, match="give at least 2"):
        integrated_gradients(model, digits.pictures[3], steps=1)
