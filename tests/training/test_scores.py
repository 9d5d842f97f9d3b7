"""How good answers are, against scikit-learn and by hand."""

from math import isnan, log

import pytest
import torch
from sklearn.metrics import average_precision_score

from convscope.training.scores import average_precision, further_scores, loss_and_accuracy, rank

ANSWERS = torch.tensor([[2.0, -1.0, 0.5], [-3.0, 1.0, 0.1], [0.5, 0.2, -0.7], [-0.1, -0.4, 3.0]])
SEVERAL = torch.tensor([[1, 0, 0], [0, 1, 1], [1, 1, 0], [0, 0, 1]])


def test_one_label_is_cross_entropy_and_the_largest_logit() -> None:
    """Two logits that differ by log 3 leave a quarter to the wrong class."""
    logits = torch.tensor([[log(3), 0.0], [0.0, log(3)]], dtype=torch.float64)
    loss, accuracy = loss_and_accuracy(logits, torch.tensor([0, 0]))
    assert loss == pytest.approx((log(4 / 3) + log(4)) / 2)
    assert accuracy == 0.5
    assert further_scores(logits, torch.tensor([0, 0])) == {}


def test_several_labels_are_yes_or_no_each() -> None:
    """Binary cross-entropy by its formula; ten of the twelve yes-or-nos above or below 0 as they should be."""
    yes = torch.sigmoid(ANSWERS.double())
    wanted = SEVERAL.double()
    expected = -(wanted * yes.log() + (1 - wanted) * (1 - yes).log()).mean()
    loss, accuracy = loss_and_accuracy(ANSWERS, SEVERAL)
    assert loss == pytest.approx(float(expected), rel=1e-5)
    assert accuracy == pytest.approx(float(((ANSWERS > 0).int() == SEVERAL).float().mean()))


def test_average_precision_is_scikit_learns() -> None:
    """The mean over classes of scikit-learn's, also for many random answers."""
    generator = torch.Generator().manual_seed(0)
    for answers, labels in [(ANSWERS, SEVERAL)] + [
        (torch.randn(50, 5, generator=generator), (torch.rand(50, 5, generator=generator) < 0.3).int())
        for _ in range(5)
    ]:
        classes = [average_precision_score(labels[:, k].numpy(), answers[:, k].numpy()) for k in range(labels.shape[1])]
        assert average_precision(answers, labels) == pytest.approx(sum(classes) / len(classes), abs=1e-6)
        assert further_scores(answers, labels) == {"average_precision": average_precision(answers, labels)}


def test_classes_that_do_not_occur_do_not_count() -> None:
    """The mean is over those that do; of none it is no number, and without a warning."""
    labels = SEVERAL.clone()
    labels[:, 1] = 0
    rest = average_precision(ANSWERS[:, [0, 2]], SEVERAL[:, [0, 2]])
    assert average_precision(ANSWERS, labels) == pytest.approx(rest)
    assert isnan(average_precision(ANSWERS, torch.zeros_like(SEVERAL)))
    alone = average_precision_score(SEVERAL[:, 0].numpy(), ANSWERS[:, 0].numpy())
    assert average_precision(ANSWERS[:, :1], SEVERAL[:, :1]) == pytest.approx(alone)


def test_epochs_are_ranked() -> None:
    """Accuracy first, then the smaller loss; of several labels average precision first; no number is worst."""
    assert rank(0.5, 0.9, {}) > rank(0.1, 0.8, {})
    assert rank(0.1, 0.9, {}) > rank(0.5, 0.9, {})
    assert rank(0.5, 0.1, {"average_precision": 0.7}) > rank(0.1, 0.9, {"average_precision": 0.6})
    assert rank(0.5, 0.9, {"average_precision": 0.01}) > rank(0.1, 0.9, {"average_precision": float("nan")})
