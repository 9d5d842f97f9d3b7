"""Classes of which there are few."""

import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight

from convscope.errors import ConvscopeError
from convscope.training.balance import balance_for, balance_of_pixels
from convscope.training.loop import batches
from convscope.training.recipe import Recipe

NAMES = ["ant", "bee", "fly"]


def labels_of(*counts: int) -> torch.Tensor:
    return torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))


def test_weights_are_scikit_learns() -> None:
    """Its *balanced* ones: 1 on average over the pictures, and in all as much for each class."""
    labels = labels_of(60, 10, 30)
    weights = balance_for(labels, NAMES, Recipe(balance="weights")).weights
    assert weights is not None
    expected = compute_class_weight("balanced", classes=np.arange(3), y=labels.numpy())
    np.testing.assert_allclose(weights.numpy(), expected, rtol=1e-6)
    assert float(weights[labels].mean()) == pytest.approx(1)


def test_auto_weighs_from_three_times_on_and_says_so() -> None:
    """Even classes are left as they are without a word; an empty class has no say."""
    assert balance_for(labels_of(29, 10, 20), NAMES, Recipe()).sentence == ""
    balance = balance_for(labels_of(30, 10, 20), NAMES, Recipe())
    assert balance.weights is not None and balance.chances is None
    assert balance.sentence.startswith("classes are uneven (30 of ant, 10 of bee): each picture weighs 0.67 to 2;")
    assert balance_for(labels_of(30, 0, 20), NAMES, Recipe()).weights is None
    assert balance_for(labels_of(30, 1, 20), NAMES, Recipe(balance="none")) == balance_for(
        labels_of(1, 1, 1), NAMES, Recipe()
    )


def test_sampling_draws_all_classes_equally_often() -> None:
    """Of 40,000 draws a third each within five standard deviations; the same seed draws the same."""
    labels = labels_of(36_000, 1_000, 3_000)
    chances = balance_for(labels, NAMES, Recipe(balance="sampling")).chances
    drawn = [torch.cat(list(batches(len(labels), 64, torch.Generator().manual_seed(3), chances))) for _ in range(2)]
    assert torch.equal(*drawn) and len(drawn[0]) == len(labels)
    counts = torch.bincount(labels[drawn[0]]).double()
    spread = (len(labels) * (1 / 3) * (2 / 3)) ** 0.5
    assert ((counts - len(labels) / 3).abs() < 5 * spread).all()


def test_of_several_labels_a_yes_weighs_as_all_its_noes() -> None:
    """torch's pos_weight; they cannot be drawn equally often."""
    labels = torch.tensor([[1, 0, 1], [1, 0, 0], [1, 1, 0], [0, 0, 0]])
    weights = balance_for(labels, NAMES, Recipe(balance="weights")).weights
    assert weights is not None and weights.tolist() == pytest.approx([1 / 3, 3, 3])
    assert balance_for(labels, NAMES, Recipe()).weights is None
    with pytest.raises(ConvscopeError, match="several labels"):
        balance_for(labels, NAMES, Recipe(balance="sampling"))


def test_mild_weights_are_the_square_roots() -> None:
    """Of pictures' weights as of pixels'."""
    labels = labels_of(30, 10, 20)
    strong, mild = (balance_for(labels, NAMES, Recipe(balance=how)).weights for how in ("weights", "mild"))
    assert strong is not None and mild is not None
    torch.testing.assert_close(mild**2, strong)
    counts = torch.tensor([80, 20])
    strong, mild = (balance_of_pixels(counts, NAMES[:2], Recipe(balance=how)).weights for how in ("weights", "mild"))
    assert strong is not None and mild is not None
    torch.testing.assert_close(mild**2, strong)
