"""Two runs side by side: what was asked differently, what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convscope.draw.chart import Chart, Line, Lines
from convscope.runs.record import Record
from convscope.runs.run import Run

SETUP = ("data", "fingerprint", "model", "seed", "device", "threads", "convscope", "torch", "pictures", "tuned")
SCORES = {"map_50": "mAP@50", "mean_iou": "mean IoU", "average_precision": "mean average precision"}
SHOWN = 12  # letters of a fingerprint


@dataclass(frozen=True)
class Comparison:
    """``differences`` are (what, of the first, of the second) of what was asked; ``results`` of what came out."""

    runs: tuple[Run, Run]
    differences: tuple[tuple[str, Any, Any], ...]
    results: tuple[tuple[str, float | None, float | None], ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "runs": [str(run.folder) for run in self.runs],
            "differences": [{"what": what, "first": a, "second": b} for what, a, b in self.differences],
            "results": [{"what": what, "first": a, "second": b} for what, a, b in self.results],
        }

    @property
    def curves(self) -> bool:
        """Whether there are any: not where one of them ended before its first epoch did."""
        return all(run.metrics for run in self.runs)

    def _all_have(self, score: str) -> bool:
        return self.curves and all(f"validation_{score}" in line for run in self.runs for line in run.metrics[:1])

    def chart(self) -> Chart:
        """Draw both runs' curves over the epochs: validation accuracy, or what else epochs are chosen by; losses."""
        score = next((name for name in SCORES if self._all_have(name)), "accuracy")
        names = [run.folder.name for run in self.runs]
        if names[0] == names[1]:
            names = [str(run.folder) for run in self.runs]

        def line(number: int, part: str, metric: str) -> Line:
            name = f"{part}_{metric}"
            points = [(m["epoch"], m[name]) for m in self.runs[number].metrics if name in m]
            told = f"{names[number]}, {'training' if part == 'train' else part}"
            return Line(told, [x for x, _ in points], [y for _, y in points], dashed=part == "train", tone=number)

        scores = [line(number, "validation", score) for number in (0, 1)]
        losses = [line(number, part, "loss") for number in (0, 1) for part in ("validation", "train")]
        named = " and ".join(str(run.folder) for run in self.runs)
        title = SCORES.get(score, "accuracy")
        return Chart(
            "Two runs",
            f"{named}. Losses of different recipes need not be of one kind: label smoothing raises them.",
            (Lines(title, "epoch", scores, percent=True), Lines("loss", "epoch", losses)),
        )


def compare(first: Run, second: Run) -> Comparison:
    """Compare two runs; `BrokenRun` where one cannot be read.

    A field of the recipe that only one of them has, as the other was made by another version, is None in the other.
    """
    one, other = first.record, second.record
    recipes = sorted({*one.recipe, *other.recipe}, key=[*one.recipe, *other.recipe].index)
    asked = [(name, _setup(one, name), _setup(other, name)) for name in SETUP]
    asked += [(f"recipe: {name}", one.recipe.get(name), other.recipe.get(name)) for name in recipes]
    names = list(dict.fromkeys([*one.results, *other.results]))
    results: list[tuple[str, float | None, float | None]] = [
        (name, one.results.get(name), other.results.get(name)) for name in names
    ]
    results += [(name, getattr(one, name), getattr(other, name)) for name in ("best_epoch", "epochs", "seconds")]
    return Comparison((first, second), tuple(_short(*row) for row in asked if row[1] != row[2]), tuple(results))


def _setup(record: Record, name: str) -> Any:
    """Give what a record says; of how steps were computed the way alone, as the times that led to it always differ."""
    said = getattr(record, name)
    if name != "tuned" or not said:
        return said
    parts = [said.get("precision"), said.get("memory_format"), "compiled" if said.get("compiled") else ""]
    parts.append(f"{said['micro_batch']} pictures at once" if said.get("micro_batch") else "")
    return ", ".join(part for part in parts if part)


def _short(what: str, first: Any, second: Any) -> tuple[str, Any, Any]:
    if what == "fingerprint":
        return "fingerprint of the data", first[:SHOWN], second[:SHOWN]
    return what, first, second
