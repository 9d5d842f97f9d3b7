"""Where a run that answers every pixel errs on its test set: which classes for which, how well on each, on what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.draw import View
from convscope.look import overlays
from convscope.report.blocks import Block, Facts, Matrix, Prose, Scores, Tiles
from convscope.report.page import Section
from convscope.report.sections.errors import MOST_NUMBERS
from convscope.training.pixel_scores import class_iou, tolerance

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


def pixels(run: Run, dataset: Dataset) -> Section:
    """Show the pixels of each class by what was said of them, IoU a class, and the worst and best pictures."""
    _, confusion, _ = run.labelled()
    record = run.record
    size = record.contract["height"], record.contract["width"]
    results = record.results
    blocks: list[Block] = [
        Facts(
            [
                (f"{results['test_mean_iou']:.2%}", "mean IoU"),
                (f"{results['test_accuracy']:.2%}", "of pixels"),
                (f"{results['test_boundary_f1']:.2%}", "boundary F1"),
            ]
        ),
    ]
    if len(dataset.classes) <= MOST_NUMBERS:
        told = "Pixels by what they are (rows) and what was said of them (columns)."
        blocks.append(
            Matrix(View(confusion[None].astype(np.float64), "confusion", "", told, "unsigned"), dataset.classes)
        )
    true, said, right = confusion.sum(1), confusion.sum(0), np.diag(confusion)
    shares = {
        "IoU": class_iou(confusion),
        "precision": np.divide(right, said, out=np.full(len(right), np.nan), where=said > 0),
        "recall": np.divide(right, true, out=np.full(len(right), np.nan), where=true > 0),
    }
    scores = {name: [float(share) for share in found] for name, found in shares.items()}
    blocks.append(Scores(list(dataset.classes), [int(count) for count in true], scores))
    blocks.append(
        Prose(
            "Counts are pixels. IoU: of the pixels that are the class or were said to be, the share that is both. Mean "
            "IoU is its mean over the classes that occur. Boundary F1 (Csurka, Larlus and Perronnin, 2013) compares "
            f"outlines, which may be {tolerance(*size):.3g} pixels off: 0.75 % of the diagonal. Pixels of which the "
            "masks say nothing are left out everywhere."
        )
    )
    for which in ("worst", "best"):
        blocks.append(Tiles(overlays(run, dataset, which=which), side=240, title=f"{which} pictures"))
    return Section("Where it errs", blocks)
