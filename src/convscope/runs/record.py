"""What ``run.json`` says, checked when it is read."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

UNSAID = 0.15  # share of validation of runs whose recipe does not say it


class Record(BaseModel):
    """A run in figures: what was asked for, with what it ran, how it ended, what came out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    convscope: str
    torch: str
    started: str  # ISO 8601, UTC
    command: str  # what to type to make this run again
    data: str
    origin: str = ""  # what to type to have the data again; empty where they were handed over in Python
    fingerprint: str = ""  # of labels, split and pixels: a run is continued on the same data only
    model: str  # the architecture's spelling
    classes: tuple[str, ...]
    answers: Literal["picture", "pixel", "box"] = "picture"  # what a class belongs to
    colours: tuple[tuple[int, int, int], ...] = ()  # of the classes, where the data say them
    contract: dict[str, Any]
    recipe: dict[str, Any]
    seed: int
    device: str
    threads: int
    workers: int = 1  # processes that each batch was split over
    pictures: dict[str, int]  # of train, validation and test
    skipped: tuple[dict[str, str], ...] = ()  # files of the data that could not be used: path and reason
    start: dict[str, Any] = {}  # the weights it started from: what was said of them, their file's SHA-256
    head: dict[str, Any] = {}  # the last layer of a network that came with weights; what it alone came to on validation
    status: Literal["running", "interrupted", "failed", "done"] = "running"
    epochs: int = 0  # finished
    seconds: float = 0.0
    best_epoch: int | None = None  # 0: the last layer alone
    ended: Literal["", "all epochs", "early stop", "time limit"] = ""  # why a run that is done trained no longer
    reason: str = ""  # why it failed
    tuned: dict[str, Any] = {}  # precision, memory format …: with what it was computed
    resumed: int = 0  # how often it was continued
    results: dict[str, float] = {}

    @property
    def validation(self) -> float:
        """Which share of the training pictures was held out, where the data have no validation part of their own."""
        return float(self.recipe.get("validation", UNSAID))

    @property
    def score(self) -> tuple[str, float] | None:
        """What the test set says of it, and its name.

        Of several labels that is mean average precision, of pixels mean IoU, of boxes mAP@50, else accuracy.
        """
        names = {
            "map_50": "mAP@50",
            "mean_iou": "mean IoU",
            "average_precision": "mean average precision",
            "accuracy": "accuracy",
        }
        for name, told in names.items():
            if f"test_{name}" in self.results:
                return told, self.results[f"test_{name}"]
        return None
