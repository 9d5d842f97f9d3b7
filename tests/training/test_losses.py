"""The losses and their gradients, against the formulas written out, in float64."""

from typing import Any

import pytest
import torch
from torch import Tensor

from convscope.training import Recipe
from convscope.training.losses import BinaryCrossEntropy, CrossEntropy, loss_for

LABELS = torch.tensor([0, 2, 1, 2, 2])
SEVERAL = torch.tensor([[1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0], [0, 0, 1]])
WEIGHTS = torch.tensor([0.5, 2.0, 1.25], dtype=torch.float64)


@pytest.fixture
def logits() -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return (3 * torch.randn(5, 3, dtype=torch.float64, generator=generator)).requires_grad_()


def gradient(loss: Any, logits: Tensor, targets: Tensor) -> Tensor:
    (found,) = torch.autograd.grad(loss(logits, targets), logits)
    return found


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["even", "weighted"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("mixed", [False, True], ids=["labels", "shares"])
def test_cross_entropy_is_the_formula(logits: Tensor, smoothing: float, weights: Tensor | None, mixed: bool) -> None:
    """Loss, and its gradient by hand: (softmax · Σ w q - w q) / mass; q smoothed, the mass of unsmoothed targets."""
    loss = CrossEntropy(3, smoothing, weights)
    targets = loss.soft(LABELS).double() * 0.7 + loss.soft(LABELS.flip(0)).double() * 0.3 if mixed else LABELS
    shares = targets if mixed else torch.eye(3, dtype=torch.float64)[LABELS]
    heavy = torch.ones(3, dtype=torch.float64) if weights is None else weights
    wanted = (shares * (1 - smoothing) + smoothing / 3) * heavy
    mass = (shares * heavy).sum()
    logs = logits - torch.logsumexp(logits, 1, keepdim=True)
    torch.testing.assert_close(loss(logits, targets), -(wanted * logs).sum() / mass, rtol=1e-9, atol=1e-12)
    by_hand = (torch.softmax(logits, 1) * wanted.sum(1, keepdim=True) - wanted) / mass
    torch.testing.assert_close(gradient(loss, logits, targets), by_hand.detach(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["even", "weighted"])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_cross_entropy_of_labels_is_torchs(logits: Tensor, smoothing: float, weights: Tensor | None) -> None:
    """For labels that are numbers it is F.cross_entropy, class weights in the divisor included."""
    theirs = torch.nn.functional.cross_entropy(logits, LABELS, weight=weights, label_smoothing=smoothing)
    torch.testing.assert_close(CrossEntropy(3, smoothing, weights)(logits, LABELS), theirs, rtol=1e-12, atol=0)


def test_shares_of_one_class_are_its_label(logits: Tensor) -> None:
    """Nothing mixed, the loss is the same whichever way the target is written; with class weights, too."""
    for weights in (None, WEIGHTS):
        loss = CrossEntropy(3, 0.1, weights)
        torch.testing.assert_close(loss(logits, loss.soft(LABELS)), loss(logits, LABELS), rtol=1e-7, atol=0)


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["even", "weighted"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_binary_cross_entropy_is_the_formula(logits: Tensor, smoothing: float, weights: Tensor | None) -> None:
    """Loss, and its gradient by hand: ((w q + 1 - q) σ - w q) / (pictures · classes), q = y (1 - s) + s/2."""
    loss = BinaryCrossEntropy(3, smoothing, weights)
    heavy = torch.ones(3, dtype=torch.float64) if weights is None else weights
    wanted = SEVERAL.double() * (1 - smoothing) + smoothing / 2
    yes = torch.sigmoid(logits)
    expected = -(heavy * wanted * yes.log() + (1 - wanted) * (1 - yes).log()).mean()
    torch.testing.assert_close(loss(logits, SEVERAL), expected, rtol=1e-9, atol=1e-12)
    by_hand = ((heavy * wanted + 1 - wanted) * yes - heavy * wanted) / 15
    torch.testing.assert_close(gradient(loss, logits, SEVERAL), by_hand.detach(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("loss", "targets"), [(CrossEntropy(3, 0.1, WEIGHTS), LABELS), (BinaryCrossEntropy(3, 0.1, WEIGHTS), SEVERAL)]
)
def test_a_batch_in_parts_is_the_whole(loss: Any, targets: Tensor, logits: Tensor) -> None:
    """Totals of parts over the mass of the whole add up to the loss, and so do their gradients."""
    mass = loss.mass(targets)
    parts = sum(loss.total(logits[a:b], targets[a:b]) / mass for a, b in ((0, 2), (2, 3), (3, 5)))
    whole = gradient(loss, logits, targets)
    torch.testing.assert_close(parts, loss(logits, targets), rtol=1e-12, atol=0)
    (summed,) = torch.autograd.grad(parts, logits)
    torch.testing.assert_close(summed, whole, rtol=1e-12, atol=1e-15)


def test_what_is_right_is_counted() -> None:
    """Pictures whose largest logit is the class; of a mixture, its heaviest; of several labels, the share a picture."""
    logits = torch.tensor([[2.0, 1.0, 0.0], [0.0, 1.0, 2.0]])
    assert CrossEntropy(3).right(logits, torch.tensor([0, 1])) == 1
    assert CrossEntropy(3).right(logits, torch.tensor([[0.6, 0.4, 0.0], [0.3, 0.3, 0.4]])) == 2
    answers = torch.tensor([[1.0, -1.0, -1.0], [2.0, 2.0, 2.0]])
    right = BinaryCrossEntropy(3).right(answers, torch.tensor([[1, 0, 1], [1, 1, 1]]))
    assert float(right) == pytest.approx(2 / 3 + 1)


def test_the_recipe_chooses() -> None:
    """Smoothing and class weights reach the loss; several labels a picture make it binary."""
    recipe = Recipe(label_smoothing=0.2)
    assert loss_for(recipe, classes=3) == CrossEntropy(3, 0.2)
    several = loss_for(recipe, WEIGHTS, classes=3, several=True)
    assert type(several) is BinaryCrossEntropy
    assert several.weights is WEIGHTS and several.smoothing == 0.2 and several.classes == 3
