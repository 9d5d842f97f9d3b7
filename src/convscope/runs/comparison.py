"""Two runs side by side: what was asked differently, what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convscope.draw.chart import Chart, Line, Lines
from convscope.runs.run import Run

SETUP = ("data", "fingerprint", "model", "seed", "device", "threads", "convscope", "torch", "pictures", "tuned")
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

    def chart(self) -> Chart:
        """Draw both runs' curves over the epochs: validation accuracy, and the losses."""

        def line(run: Run, name: str, *, dashed: bool = False) -> Line:
            told = f"{run.folder.name}, {'training' if dashed else 'validation'}"
            return Line(told, [m["epoch"] for m in run.metrics], [m[name] for m in run.metrics], dashed=dashed)

        accuracy = [line(run, "validation_accuracy") for run in self.runs]
        losses = [
            line(run, f"{part}_loss", dashed=part == "train") for run in self.runs for part in ("validation", "train")
        ]
        named = " and ".join(str(run.folder) for run in self.runs)
        return Chart(
            "Two runs",
            f"{named}. Losses of different recipes need not be of one kind: label smoothing raises them.",
            (Lines("accuracy", "epoch", accuracy, percent=True), Lines("loss", "epoch", losses)),
        )


def compare(first: Run, second: Run) -> Comparison:
    """Compare two runs; `BrokenRun` where one cannot be read.

    A field of the recipe that only one of them has, as the other was made by another version, is None in the other.
    """
    one, other = first.record, second.record
    recipes = sorted({*one.recipe, *other.recipe}, key=[*one.recipe, *other.recipe].index)
    asked = [(name, getattr(one, name), getattr(other, name)) for name in SETUP]
    asked += [(f"recipe: {name}", one.recipe.get(name), other.recipe.get(name)) for name in recipes]
    names = list(dict.fromkeys([*one.results, *other.results]))
    results: list[tuple[str, float | None, float | None]] = [
        (name, one.results.get(name), other.results.get(name)) for name in names
    ]
    results += [(name, getattr(one, name), getattr(other, name)) for name in ("best_epoch", "epochs", "seconds")]
    return Comparison((first, second), tuple(_short(*row) for row in asked if row[1] != row[2]), tuple(results))


def _short(what: str, first: Any, second: Any) -> tuple[str, Any, Any]:
    if what == "fingerprint":
        return "pictures themselves", first[:SHOWN], second[:SHOWN]
    return what, first, second
