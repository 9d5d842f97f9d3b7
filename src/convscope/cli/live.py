"""A training as it goes on: a live line in a terminal, plain lines elsewhere."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from convscope.training import Epoch, Event, Finished, Forecast, OutOfMemory, Resumed, Started, Step

WORTH_SAYING = 15.0  # seconds of training
ENDED = {
    "early stop": "stopped early: validation got no better for as many epochs as the recipe's patience",
    "time limit": "the time is up: training ended where it was",
}


class TrainingDisplay:
    """Shows a training's events on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress: Progress | None = None
        self._task = TaskID(0)
        self._told = ""

    def show(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Started):
            self._start(event)
        elif isinstance(event, Forecast):
            self._forecast(event)
        elif isinstance(event, Resumed):
            self._resumed(event)
        elif isinstance(event, OutOfMemory):
            self._console.print(
                f"   memory ran out: {event.part} of {event.whole} pictures at once from now on; {event.changes}"
            )
        elif isinstance(event, Step):
            self._step(event)
        elif isinstance(event, Epoch):
            self._epoch(event)
        elif isinstance(event, Finished):
            self.close()
            record = event.run.record
            told, score = record.score or ("accuracy", float("nan"))
            count = record.pictures["test"]
            came = f"{score:.2%} of {count}" if told == "accuracy" else f"{told} {score:.2%} over {count} pictures"
            if record.ended in ENDED:
                self._console.print(f"   {ENDED[record.ended]}")
            epoch = f"epoch {record.best_epoch}" if record.best_epoch else "the last layer alone"
            self._console.print(
                f"   test, read once, with the weights of {epoch}: {came} ({record.seconds:.1f} s of training)"
            )

    def close(self) -> None:
        """Take the live line down."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _start(self, event: Started) -> None:
        pictures = ", ".join(f"{count:,} {part}" for part, count in event.pictures.items())
        self._console.print(
            f"   {event.model} ({event.parameters:,} parameters) on {event.data}: {pictures}; {event.epochs} epochs, "
            f"{event.device}, {event.threads} threads; into {event.folder}"
        )
        if not self._console.is_terminal:
            return
        self._progress = Progress(
            TextColumn("  "),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[told]}"),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=event.epochs * event.pictures["train"], told="", speed="")
        self._progress.start()

    def _forecast(self, event: Forecast) -> None:
        if event.seconds is None or event.seconds < WORTH_SAYING:
            return
        space = f", {event.bytes / 1e9:.2g} GB of memory" if event.bytes else ""
        free = f" ({event.available / 1e9:.2g} GB are free)" if event.bytes and event.available else ""
        self._console.print(f"   about {_spoken(event.seconds)}{space}{free}; {event.why}")

    def _resumed(self, event: Resumed) -> None:
        batches = f" and {event.batches:,} batches" if event.batches else ""
        self._console.print(f"   goes on after {event.epochs} epochs{batches}, in {event.folder}")
        for note in event.notes:
            self._console.print(f"   {note}")

    def _step(self, event: Step) -> None:
        if self._progress is not None:
            speed = f"{event.images_per_second:,.0f} images/s"
            self._progress.update(self._task, completed=event.seen, told=self._told, speed=speed)

    def _epoch(self, event: Epoch) -> None:
        score = "" if event.validation_accuracy is None else f"{event.validation_accuracy:.2%}"
        if event.map_50 is not None:
            score = f"mAP@50 {event.map_50:.2%}"
        elif event.mean_iou is not None:
            score = f"mean IoU {event.mean_iou:.2%}"
        elif event.average_precision is not None:
            score = f"mean average precision {event.average_precision:.2%}"
        self._told = (
            f"epoch {event.epoch}/{event.epochs}  loss {event.train_loss:.3f}  "
            f"validation {score}{'*' if event.best else ' '}"
        )
        if self._progress is None:
            self._console.print(
                f"   {self._told}  (loss {event.validation_loss:.3f})  {event.images_per_second:,.0f} images/s  "
                f"{event.seconds_left:.0f} s left"
            )


def _spoken(seconds: float) -> str:
    """Say a time as one does.

    >>> _spoken(44), _spoken(640), _spoken(9000)
    ('44 s', '11 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
