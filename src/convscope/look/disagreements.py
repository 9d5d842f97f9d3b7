"""The test pictures that one run got right and another wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from convscope.draw import View, Views
from convscope.errors import ConvscopeError
from convscope.look.most_wrong import alike

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


def disagreements(first: Run, second: Run, dataset: Dataset, *, count: int = 10) -> Views:
    """Show what the first run alone got right, and what the second alone did; surest of the wrong answers first.

    Of several labels a picture is right where all its yes-or-nos are. Raises `BrokenRun` where one has no test answers,
    `ConvscopeError` where they are of other pictures.
    """
    (answers, indices), (others, other_indices) = first.predictions(), second.predictions()
    if answers.shape != others.shape or not np.array_equal(indices, other_indices):
        raise ConvscopeError(
            f"{first.folder} and {second.folder} were tested on other pictures", fix="compare runs of one test set"
        )
    labels = dataset.labels[indices]
    right, other_right = _right(answers, labels), _right(others, labels)
    one = _view(right & ~other_right, (first, second), others, dataset, count)
    return Views((one, _view(other_right & ~right, (second, first), answers, dataset, count)))


def _right(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    if labels.ndim == 2:
        return np.asarray(((logits > 0) == labels.astype(bool)).all(1))
    return np.asarray(logits.argmax(1) == labels)


def _view(
    chosen: npt.NDArray[np.bool_], runs: tuple[Run, Run], wrong: npt.NDArray[np.float32], dataset: Dataset, count: int
) -> View:
    """Show pictures that the first of the runs got right, with the ``wrong`` answers of the other."""
    right, other = runs
    _, indices = right.predictions()
    found = np.flatnonzero(chosen)
    margin = wrong[found].max(1) - np.median(wrong[found], axis=1)
    found = found[np.argsort(-margin, kind="stable")]
    shown = found[:count]
    pictures = [dataset.pictures[int(index)] for index in indices[shown]]
    array = np.stack(alike(pictures, right))[..., :3] / 255.0 if len(shown) else np.zeros((0, 8, 8, 3))
    captions = tuple(_caption(dataset, int(indices[number]), wrong[number]) for number in shown)
    return View(
        array if array.shape[-1] == 3 else array[..., 0],
        "disagreements",
        "",
        f"{len(found):,} of {len(indices):,} test pictures {right.folder.name} got right and {other.folder.name} "
        "wrong; the surest of the wrong answers first.",
        "picture",
        captions,
        hidden=len(found) - len(shown),
    )


def _caption(dataset: Dataset, index: int, wrong: npt.NDArray[np.float32]) -> str:
    """Say what it is and what was said of it."""
    label = dataset.labels[index]
    if dataset.labels.ndim == 1:
        return f"{dataset.classes[label]}, said {dataset.classes[wrong.argmax()]}"
    is_so, said = (
        ", ".join(dataset.classes[number] for number in np.flatnonzero(row)) or "nothing" for row in (label, wrong > 0)
    )
    return f"{is_so}; said {said}"
