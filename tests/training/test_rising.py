"""Steps whose learning rate rises."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.training import Recipe
from convscope.training.events import RateTried
from convscope.training.learner import Learner, learner_for
from convscope.training.loop import Part, batches
from convscope.training.losses import CrossEntropy
from convscope.training.prepare import prepare
from convscope.training.rising import FEW, STEPS, risen

RECIPE = Recipe(optimizer="sgd", momentum=0.0, weight_decay=0.0, schedule="constant", warm_up=0.0, batch_size=32)


@pytest.fixture
def part(small: Dataset) -> Part:
    return prepare(small, "linear", RECIPE, seed=0, device=torch.device("cpu")).parts.train


def learner(part: Part, recipe: Recipe = RECIPE) -> Learner:
    torch.manual_seed(0)
    module = nn.Sequential(nn.Flatten(), nn.Linear(part.batch(torch.arange(1))[0].numel(), 10))
    return learner_for(module, recipe, pictures=len(part), seed=0, loss=CrossEntropy(10))


def test_rates_rise_evenly_and_each_step_is_taken_with_its_own(part: Part) -> None:
    """Plain SGD by hand over the same batches comes to the same losses."""
    rates, losses = risen(learner(part), part, (1e-3, 1e-1), steps=10)
    assert rates == pytest.approx(np.geomspace(1e-3, 1e-1, 10))
    other = learner(part)
    rows = [chosen for chosen in batches(len(part), 32, other.generator) if len(chosen) == 32]
    for rate, loss, chosen in zip(rates, losses, rows, strict=False):
        images, labels = part.batch(chosen)
        value = nn.functional.cross_entropy(other.module(images), labels)
        assert float(value.detach()) == pytest.approx(loss, rel=1e-5)
        for parameter, moved in zip(
            other.module.parameters(), torch.autograd.grad(value, list(other.module.parameters())), strict=True
        ):
            parameter.data -= rate * moved


def test_a_layers_share_of_the_rate_stays(part: Part) -> None:
    """What learns a third as fast does so at every rate."""
    one = learner(part)
    one.optimizer.param_groups[0]["lr"] *= 0.5
    rates, _ = risen(one, part, (1e-3, 1e-1), steps=10)
    groups = one.optimizer.param_groups
    assert (groups[0]["lr"], groups[-1]["lr"]) == pytest.approx((rates[-1] / 2, rates[-1]))


def test_it_ends_where_the_loss_runs_away(part: Part) -> None:
    """Long before a rate of 1e6; every loss is a number."""
    rates, losses = risen(learner(part), part, (1e-3, 1e6), steps=200)
    assert len(rates) == len(losses) < 200
    assert np.isfinite(losses).all()


def test_it_takes_as_many_steps_as_a_minute_allows(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quick network 400; a slow one fewer, but not below 200."""
    told: list[RateTried] = []
    risen(learner(part), part, (1e-6, 1e-5), on_event=told.append)
    assert told[-1].done == told[-1].total == STEPS
    monkeypatch.setattr("convscope.training.rising.SECONDS", 0.0)
    risen(learner(part), part, (1e-6, 1e-5), on_event=told.append)
    assert told[-1].done == told[-1].total == FEW


def test_a_part_smaller_than_a_batch_is_a_batch(part: Part) -> None:
    """All of it, again and again."""
    large = RECIPE.model_copy(update={"batch_size": 10_000})
    assert len(risen(learner(part, large), part, (1e-6, 1e-5), steps=10)[0]) == 10
