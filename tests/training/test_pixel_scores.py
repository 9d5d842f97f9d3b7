"""Scores of answers to every pixel."""

import numpy as np
import pytest
import torch
from scipy.ndimage import binary_erosion, distance_transform_edt  # type: ignore[import-untyped]
from torchmetrics.functional.classification import multiclass_jaccard_index

from convscope.training.pixel_scores import Boundaries, class_iou, confusion_of, disc, pixel_scores, tolerance


def drawn(seed: int, *, classes: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    """Two coarse maps of classes, enlarged, that agree in most places; some pixels are of nothing."""
    generator = torch.Generator().manual_seed(seed)
    wanted = torch.randint(0, classes, (3, 6, 8), generator=generator)
    answers = torch.where(
        torch.rand(wanted.shape, generator=generator) < 0.8,
        wanted,
        torch.randint(0, classes, wanted.shape, generator=generator),
    )
    large = [maps.repeat_interleave(7, 1).repeat_interleave(7, 2) for maps in (answers, wanted)]
    large[1][:, :5, :5] = 255
    return large[0], large[1]


@pytest.mark.parametrize("seed", range(3))
def test_iou_is_torchmetrics(seed: int) -> None:
    """Class by class, and their mean, over pixels of which something is said."""
    answers, wanted = drawn(seed)
    confusion = confusion_of(answers, wanted, 4)
    theirs = multiclass_jaccard_index(answers, wanted, num_classes=4, average="none", ignore_index=255)
    np.testing.assert_allclose(class_iou(confusion), theirs.numpy(), rtol=1e-6)
    known = wanted != 255
    assert pixel_scores(confusion)["mean_iou"] == pytest.approx(float(theirs.mean()))
    assert pixel_scores(confusion)["accuracy"] == pytest.approx(float((answers == wanted)[known].float().mean()))


def test_a_class_that_is_nowhere_does_not_count() -> None:
    """One that is answered and nowhere true counts as 0."""
    confusion = confusion_of(torch.tensor([[0, 0, 2]]), torch.tensor([[0, 0, 0]]), 4)
    assert np.isnan(class_iou(confusion)[[1, 3]]).all()
    assert pixel_scores(confusion)["mean_iou"] == pytest.approx(1 / 3)


def by_distances(answers: torch.Tensor, wanted: torch.Tensor, classes: int, radius: float) -> float:
    """Boundary F1 as it is written down: with the distance to the nearest pixel of the other's boundary."""
    sums, counts = np.zeros(classes), np.zeros(classes)
    for answer, true in zip(answers.numpy(), wanted.numpy(), strict=True):
        for number in range(classes):
            one, other = answer == number, true == number
            if not (one.any() or other.any()):
                continue
            lines = [inside & ~binary_erosion(inside, border_value=1) for inside in (one, other)]
            if not (lines[0].any() or lines[1].any()):
                continue
            shares = []
            for line, beside in (lines, lines[::-1]):
                near = distance_transform_edt(~beside) <= radius if beside.any() else np.zeros_like(line)
                shares.append((line & near).sum() / line.sum() if line.any() else 0.0)
            sums[number] += 2 * np.prod(shares) / sum(shares) if sum(shares) else 0.0
            counts[number] += 1
    return float((sums[counts > 0] / counts[counts > 0]).mean())


@pytest.mark.parametrize("seed", range(3))
def test_boundaries_are_compared_by_their_distance(seed: int) -> None:
    """The same as with SciPy's exact distances, where every pixel has a class."""
    answers, wanted = drawn(seed)
    wanted = torch.where(wanted == 255, answers, wanted)
    found = Boundaries(4)
    found.add(answers[:2], wanted[:2])
    found.add(answers[2:], wanted[2:])
    assert found.score == pytest.approx(by_distances(answers, wanted, 4, tolerance(42, 56)), abs=1e-6)


def test_a_boundary_that_is_off_by_less_than_the_tolerance_is_right() -> None:
    """One that is off by more is not; beside pixels of nothing there is none."""
    wanted = torch.zeros(1, 150, 200, dtype=torch.long)
    wanted[..., 100:] = 1
    near, far = wanted.roll(1, 2), wanted.roll(9, 2)
    near[..., :50] = far[..., :50] = 0
    for answers, score in ((wanted, 1.0), (near, 1.0), (far, 0.0)):
        found = Boundaries(2)
        found.add(answers, wanted)
        assert found.score == score
    nothing = Boundaries(2)
    nothing.add(near[..., :50], torch.full((1, 150, 50), 255))
    assert np.isnan(nothing.score)


def test_a_disc_is_round() -> None:
    """Of radius 2.25: 21 of 25 places."""
    assert int(disc(2.25).sum()) == 21 and disc(2.25).shape == (5, 5)
