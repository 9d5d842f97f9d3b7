"""Easy pictures are left out: which, how many, and that a training says so."""

from itertools import pairwise
from pathlib import Path

import pytest
import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.training import Event, Recipe, Setup, train
from convscope.training.events import Step
from convscope.training.losses import BinaryCrossEntropy, CrossEntropy, PixelCrossEntropy
from convscope.training.skipping import Skipping, pictures_by, pictures_in, steps_in_all

RECIPE = Recipe(epochs=5, batch_size=8, skip_easy=0.3, skip_after=0.4)


def test_only_of_the_easier_half_some_stay_away() -> None:
    """Thirty of a hundred, all of them among the fifty with the smallest losses, others in another epoch."""
    skipping = Skipping(100, RECIPE)
    losses = torch.rand(100, generator=torch.Generator().manual_seed(3))
    for chosen in torch.randperm(100).tensor_split(6):
        skipping.met(chosen, losses[chosen])
    skipping.begin()
    generator = torch.Generator().manual_seed(0)
    first, second = skipping.kept(3, generator), skipping.kept(4, generator)
    easy = set(losses.argsort()[:50].tolist())
    for kept in (first, second):
        assert len(kept) == 70
        assert kept.tolist() == sorted(kept.tolist())
        assert set(range(100)) - set(kept.tolist()) <= easy
    assert first.tolist() != second.tolist()
    assert skipping.kept(2, generator).tolist() == list(range(100))  # the first two fifths have all


def test_what_is_met_in_an_epoch_changes_the_next_one_alone() -> None:
    """The losses that choose are those from before the epoch, so that it can be gone on with."""
    skipping = Skipping(10, RECIPE)
    skipping.met(torch.arange(10), torch.arange(10.0))
    skipping.begin()
    before = skipping.kept(5, torch.Generator().manual_seed(1))
    skipping.met(torch.arange(10), torch.arange(10.0).flip(0))
    assert skipping.kept(5, torch.Generator().manual_seed(1)).tolist() == before.tolist()
    skipping.begin()
    assert set(range(10)) - set(skipping.kept(5, torch.Generator().manual_seed(1)).tolist()) <= {5, 6, 7, 8, 9}


def test_pictures_and_steps_are_counted() -> None:
    """Of 50 pictures two epochs have all and three 35: seven steps of eight and a smaller one, or five."""
    assert [pictures_in(epoch, 50, RECIPE) for epoch in range(1, 6)] == [50, 50, 35, 35, 35]
    assert pictures_by(3, 50, RECIPE) == 135
    assert steps_in_all(50, RECIPE) == 2 * 7 + 3 * 5
    assert steps_in_all(50, RECIPE.with_settings({"skip_easy": "0"})) == 35


def test_each_loss_is_what_the_mean_is_of() -> None:
    """Unweighted, the mean of the single losses is the batch's, of classes, yes and no, and pixels."""
    generator = torch.Generator().manual_seed(0)
    logits, labels = torch.randn(6, 4, generator=generator), torch.arange(6) % 4
    for loss, targets in ((CrossEntropy(4, 0.1), labels), (BinaryCrossEntropy(4, 0.1), torch.eye(4)[labels])):
        assert loss.each(logits, targets).shape == (6,)
        torch.testing.assert_close(loss.each(logits, targets).mean(), loss(logits, targets))
    maps, masks = torch.randn(3, 4, 5, 5, generator=generator), torch.arange(75).reshape(3, 5, 5) % 4
    masks[0, :2] = 255
    pixels = PixelCrossEntropy(4)
    for one in range(3):
        alone = pixels(maps[one : one + 1], masks[one : one + 1])
        torch.testing.assert_close(pixels.each(maps, masks)[one], alone)


def test_a_training_meets_fewer_pictures_says_so_and_learns(small: Dataset, tmp_path: Path) -> None:
    """The steps that are told end at what there was in all, in parts of a batch too, and the schedule with them."""
    told = list[Step]()

    def hear(event: Event) -> None:
        if isinstance(event, Step):
            told.append(event)

    recipe = {"epochs": "12", "batch_size": "20", "skip_easy": "0.5", "skip_after": "0.25", "balance": "none"}
    setup = Setup(tune="micro=8")
    run = train(small, model="lenet5", out=tmp_path / "run", recipe=recipe, setup=setup, on_event=hear)
    count = run.record.pictures["train"]
    assert told[-1].seen == told[-1].total == 3 * count + 9 * (count - count // 2)
    assert all(one.seen < other.seen for one, other in pairwise(told))
    assert run.metrics[-1]["learning_rate"] < 1e-4
    assert run.record.results["test_accuracy"] > 0.5


def test_mixed_pictures_and_more_than_the_easy_half_are_refused() -> None:
    """One sentence each, with what to set."""
    with pytest.raises(ConvscopeError, match="mixed ones have none") as refused:
        Recipe().with_settings({"skip_easy": "0.2", "mixup": "0.2"})
    assert "mixup = cutmix = 0" in str(refused.value.fix)
    with pytest.raises(ConvscopeError, match=r"skip_easy = '0\.6' is not right"):
        Recipe().with_settings({"skip_easy": "0.6"})
