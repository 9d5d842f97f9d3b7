"""All epochs of a training, from the first or from a checkpoint to the last."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from convscope.errors import ConvscopeError
from convscope.runs import RunWriter
from convscope.training.events import Epoch, Listener, Step
from convscope.training.interrupts import Interrupts
from convscope.training.learner import Learner
from convscope.training.loop import evaluate, train_epoch
from convscope.training.passage import Passage
from convscope.training.prepare import Parts
from convscope.training.scores import further_scores, rank
from convscope.training.state import captured, restore

HISTORY_EPOCHS = 12  # how many epochs' weights are kept, evenly through the run
EVERY_SECONDS = 30.0  # a checkpoint in the middle of an epoch
MOST_SHARE = 0.1  # of the time may go into writing checkpoints


@dataclass
class Course:
    """A training under way: where it stands, what was best, and when it was last kept."""

    writer: RunWriter
    learner: Learner
    parts: Parts
    on_event: Listener
    interrupts: Interrupts
    epoch: int = 1  # the one under way
    passage: Passage = field(default_factory=Passage)
    best: tuple[float, float] | None = None  # `rank` on validation
    best_epoch: int | None = None
    before: float = 0.0  # seconds of training before this process
    begun: float = field(default_factory=time.perf_counter)
    here: int = 0  # pictures since
    kept: float = field(default_factory=time.perf_counter)  # when the last checkpoint was whole
    cost: float = 0.0  # seconds that it took
    closing: bool = False  # between the evaluation of an epoch and its checkpoint

    @property
    def seconds(self) -> float:
        """How long has been trained, by a clock that nobody sets."""
        return self.before + time.perf_counter() - self.begun

    @property
    def settled(self) -> bool:
        """Whether what there is now is a state that can be gone on from."""
        return self.passage.whole and not self.closing

    def run(self) -> None:
        """Train what is left of all epochs, and keep all of it on disk."""
        epochs = self.learner.recipe.epochs
        if self.epoch == 1 and not self.passage.batches:
            self.writer.save_history(0, self.learner.module.state_dict())
            self.keep()
        while self.epoch <= epochs:
            self._one_epoch(epochs)

    def keep(self) -> None:
        """Write a checkpoint."""
        begun = time.perf_counter()
        self.writer.save_checkpoint(self.state_dict())
        self.kept = time.perf_counter()
        self.cost = self.kept - begun

    def state_dict(self) -> dict[str, Any]:
        """Give all that the training goes on from."""
        best = None if self.best is None else list(self.best)
        return {
            **captured(self.learner), "passage": self.passage.state_dict(), "epoch": self.epoch, "best": best,
            "best_epoch": self.best_epoch, "seconds": self.seconds,
        }  # fmt: skip

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state that was kept."""
        restore(self.learner, state)
        self.passage = Passage.from_state(state["passage"])
        self.epoch, self.best_epoch = state["epoch"], state["best_epoch"]
        self.best = None if state["best"] is None else tuple(state["best"])
        self.before, self.begun, self.here = state["seconds"], time.perf_counter(), 0

    def _one_epoch(self, epochs: int) -> None:
        number, started, before = self.epoch, time.perf_counter(), self.passage.pictures
        self.learner.start_epoch(number)
        train_loss, train_accuracy = train_epoch(
            self.learner, self.parts.train, after_batch=self._after_batch, passage=self.passage
        )
        speed = (self.passage.pictures - before) / (time.perf_counter() - started)
        with self.learner.evaluated() as module:
            logits, loss, accuracy = evaluate(module, self.parts.validation, views=self.learner.recipe.views)
            self.closing = True
            if not np.isfinite([train_loss, loss]).all():  # of the last step only the validation loss tells
                rate = self.learner.recipe.learning_rate
                fix = f"lower the learning rate: --set learning_rate={rate / 10:g}"
                raise ConvscopeError(f"the loss is not a finite number in epoch {number}", fix=fix)
            further = further_scores(logits, self.parts.validation.labels.cpu())
            ranked = rank(loss, accuracy, further)
            better = self.best is None or ranked > self.best
            if better:
                self.best, self.best_epoch = ranked, number
                self.writer.save_weights(module.state_dict())
            if number in {round(epoch * epochs / HISTORY_EPOCHS) for epoch in range(1, HISTORY_EPOCHS + 1)}:
                self.writer.save_history(number, module.state_dict())
        elapsed = self.seconds
        self.writer.log(
            {
                "epoch": number, "train_loss": train_loss, "train_accuracy": train_accuracy,
                "validation_loss": loss, "validation_accuracy": accuracy,
                **{f"validation_{name}": score for name, score in further.items()},
                "learning_rate": float(self.learner.schedule.get_last_lr()[0]), "images_per_second": speed,
            }
        )  # fmt: skip
        self.writer.update(epochs=number, seconds=elapsed, best_epoch=self.best_epoch)
        self.epoch, self.passage, self.closing = number + 1, Passage(), False
        if number == epochs or time.perf_counter() - self.kept > self.cost / MOST_SHARE:
            self.keep()
        left = elapsed / number * (epochs - number)
        self.on_event(Epoch(number, epochs, train_loss, train_accuracy, loss, accuracy, speed, left, better))
        self.interrupts.heed()

    def _after_batch(self, count: int) -> bool:
        """Say how far it is, heed a stop, and now and then keep what there is."""
        self.here += count
        pictures = len(self.parts.train)
        seen = (self.epoch - 1) * pictures + self.passage.pictures
        speed = self.here / (time.perf_counter() - self.begun)
        self.on_event(Step(self.epoch, seen, pictures * self.learner.recipe.epochs, speed))
        self.interrupts.heed()
        if time.perf_counter() - self.kept > max(EVERY_SECONDS, self.cost / MOST_SHARE):
            self.keep()
        return False
