"""Where a run errs on its test set: which classes for which, how well on each, on which pictures most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.look import confused, confusion, most_wrong, per_class
from convscope.report.blocks import Block, Matrix, Prose, Scores, Table, Tiles
from convscope.report.page import Section

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.look import PerClass
    from convscope.runs import Run

MOST_NUMBERS = 20  # classes of a matrix that is written in numbers
MOST_CELLS = 400  # classes of one that is drawn at all
MOST_ROWS = 40  # classes that are listed


def errors(run: Run, dataset: Dataset) -> Section:
    """Show the confusion matrix, or the pairs confused most, the scores of each class, and the most wrong pictures."""
    blocks: list[Block] = [] if dataset.labels.ndim == 2 else _which_for_which(run, dataset)
    blocks += _classes(per_class(run, dataset))
    blocks.append(Tiles(most_wrong(run, dataset), side=104, title="most wrong"))
    return Section("Where it errs", blocks)


def _which_for_which(run: Run, dataset: Dataset) -> list[Block]:
    classes = len(dataset.classes)
    if classes <= MOST_NUMBERS:
        return [Matrix(confusion(run, dataset), dataset.classes)]
    blocks: list[Block] = []
    if classes <= MOST_CELLS:
        view = confusion(run, dataset, names=False)
        blocks.append(Tiles(view, side=480, title=f"{classes} classes", note="a pixel a pair"))
    pairs = confused(run, dataset)
    if pairs:
        rows = [(one.true, one.answer, f"{one.count:,}", f"{one.count / one.of:.0%}") for one in pairs]
        blocks += [
            Prose("The pairs confused most:"),
            Table(("is", "was said", "pictures", "of its class"), rows, texts=2),
        ]
    return blocks


def _classes(scores: PerClass) -> list[Block]:
    several = len(scores.classes) > MOST_ROWS
    chosen = scores.worst(MOST_ROWS) if several else np.arange(len(scores.classes))
    told = f"Of {len(scores.classes):,} classes the {MOST_ROWS} with the lowest F1. " if several else ""
    return [
        Scores(
            [scores.classes[number] for number in chosen],
            [int(scores.counts[number]) for number in chosen],
            {name: [float(shares[number]) for number in chosen] for name, shares in scores.scores.items()},
        ),
        Prose(told + scores.sentence),
    ]
