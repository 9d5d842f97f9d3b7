"""How well a run that finds boxes finds those of each class on its test set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.report.blocks import Facts, Prose, Table
from convscope.report.page import Section

if TYPE_CHECKING:
    from convscope.runs import Run


def boxes(run: Run) -> Section:
    """Show mean average precision, and each class's, the worst first."""
    record, found = run.record, run.boxes()
    facts = [
        (f"{record.results['test_map_50']:.2%}", "mAP@50"),
        (f"{record.results['test_map']:.2%}", "mAP@50:95"),
        (f"{len(found['scores']):,}", "boxes found, however unsure"),
    ]
    rows = []
    for number in np.argsort(found["each_50"], kind="stable").tolist():  # nan, of a class that does not occur, is last
        sure = int(((found["classes"] == number) & (found["scores"] >= 0.5)).sum())
        shares = [_share(found[name][number]) for name in ("each_50", "each")]
        rows.append([record.classes[number], *shares, f"{sure:,}"])
    told = (
        "Average precision is the area under the curve of precision against recall, a box counting as found where the "
        "intersection with it is at least so much of the union (IoU): a half at @50; at @50:95 the mean over 0.5, "
        "0.55, … 0.95. – stands for a class that no test picture has."
    )
    columns = ["class", "AP@50", "AP@50:95", "found, from 0.5 sure on"]
    return Section("Where it errs", [Facts(facts), Table(columns, rows), Prose(told)])


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.1%}"
