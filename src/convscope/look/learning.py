"""A run's curves over its epochs: how well, how far from what is wanted, and at which learning rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.draw.chart import Chart, Line, Lines

if TYPE_CHECKING:
    from convscope.runs import Run


def learning(run: Run) -> Chart:
    """Draw accuracy (of several labels mean average precision, of pixels mean IoU, of boxes mAP@50), loss and rate.

    Validation is the full line, training the dashed one; a dotted line marks the epoch whose weights were kept.
    """
    marks = [run.record.best_epoch] if run.record.best_epoch else []
    score, title = score_of(run)
    panels = [Lines(title, "epoch", _lines(run, score), percent=True, marks=marks)]
    panels.append(Lines("loss", "epoch", _lines(run, "loss"), marks=marks))
    rates = [(line["epoch"], line["learning_rate"]) for line in run.metrics if "learning_rate" in line]
    if rates:
        over, rate = zip(*rates, strict=True)
        panels.append(Lines("learning rate at the epoch's end", "epoch", [Line("", over, rate)], marks=marks))
    sentence = "Full lines are validation, dashed ones training; the dotted line is the epoch whose weights were kept."
    return Chart(f"How {run.record.model} learnt {run.record.data}", sentence, tuple(panels))


def score_of(run: Run) -> tuple[str, str]:
    """Give what epochs are chosen by: its name in the metrics, and in words."""
    for name, title in (
        ("map_50", "mAP@50"),
        ("mean_iou", "mean IoU"),
        ("average_precision", "mean average precision"),
    ):
        if any(f"validation_{name}" in line for line in run.metrics):
            return name, title
    return "accuracy", "accuracy"


def _lines(run: Run, name: str) -> list[Line]:
    lines = []
    for part in ("validation", "train"):
        points = [(line["epoch"], line[f"{part}_{name}"]) for line in run.metrics if f"{part}_{name}" in line]
        if points:
            over, values = zip(*points, strict=True)
            lines.append(Line({"train": "training"}.get(part, part), over, values, dashed=part == "train"))
    return lines
