"""All epochs of a training, from the first or from a checkpoint to the last."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import numpy as np
import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.runs import Run, RunWriter, SilentWriter
from convscope.runs.run import CHECKPOINT, LAST
from convscope.training.assess import assess
from convscope.training.backward import Backward
from convscope.training.computation import Computation
from convscope.training.distributed.first_hand import bring
from convscope.training.distributed.team import Team
from convscope.training.events import Epoch, Listener, OutOfMemory, Step
from convscope.training.interrupts import Interrupts
from convscope.training.keeping import keep_epoch
from convscope.training.learner import Learner
from convscope.training.limits import Ended, Limits
from convscope.training.loop import train_epoch
from convscope.training.memory import give_back, out_of_memory, what_parts_change
from convscope.training.nonfinite import NOT_FOUND, Guard, RanAway, find_trouble, looks
from convscope.training.passage import Passage
from convscope.training.prepare import Parts
from convscope.training.scores import rank
from convscope.training.skipping import pictures_by
from convscope.training.state import captured, restore

EVERY_SECONDS = 30.0  # a checkpoint in the middle of an epoch
MOST_SHARE = 0.1  # of the time may go into writing checkpoints
LONG = 2.0  # seconds of an epoch beside which handing memory back takes no time


@dataclass
class Course:
    """A training under way: where it stands, what was best, and when it was last kept."""

    writer: RunWriter | SilentWriter
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
    limits: Limits = field(default_factory=Limits)
    computation: Computation = field(default_factory=Computation)
    careful: bool = False  # whether each step is looked at for numbers that are none
    guard: Guard | None = None  # who looks at the steps of this epoch
    evaluation: float = 0.0  # seconds that the last one took
    ended: Ended | None = None
    team: Team | None = None  # with whom the batches are shared

    @property
    def seconds(self) -> float:
        """How long has been trained, by a clock that nobody sets."""
        return self.before + time.perf_counter() - self.begun

    @property
    def settled(self) -> bool:
        """Whether what there is now is a state that can be gone on from."""
        return self.passage.whole and not self.closing

    def run(self) -> Ended:
        """Train what is left of all epochs, and keep all of it on disk; say why no more follow."""
        if self.epoch == 1 and not self.passage.batches:
            self.writer.save_history(0, self.learner.module.state_dict())
            self.writer.save_statistics(0, self.learner.module.state_dict())
            self.keep()
        epochs = self.learner.recipe.epochs
        self.ended = self.limits.reached(epoch=self.epoch - 1, epochs=epochs, best_epoch=self.best_epoch)
        while self.ended is None:
            try:
                self._one_epoch(epochs)
            except RanAway as error:
                if not error.late:
                    self._tell_trouble(error.images_NCHW, error.targets, f"batch {self.passage.batches + 1}")
                self.careful = True  # the weights have been moved since: the same steps again, looking at each
                self._rewind()
            except RuntimeError as error:
                if not out_of_memory(error):
                    raise
                if self.team is not None:
                    raise self._too_much(self.team) from error
                self._halve(error)
                self._rewind()
        return self.ended

    def start_from(self, rank: tuple[float, float], *, seconds: float) -> None:
        """Take the weights there are, which so many seconds of training have made, for the best so far: epoch 0's."""
        self.best, self.best_epoch, self.before = rank, 0, seconds
        self.writer.save_weights(self.learner.module.state_dict())
        self.writer.update(best_epoch=0)

    def keep(self) -> None:
        """Write a checkpoint."""
        if self.guard is not None:
            self.guard.settle()
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
        self.closing, self.guard = False, None

    def _one_epoch(self, epochs: int) -> None:
        number, started, before = self.epoch, time.perf_counter(), self.passage.pictures
        self.learner.start_epoch(number)
        self._align()
        every = 1 if self.careful else looks(self.parts.train.labels.device)
        self.guard = Guard(self.learner.module, every=every)
        train_loss, train_accuracy = train_epoch(
            self.learner, self.parts.train, after_batch=self._after_batch, passage=self.passage,
            backward=Backward(
                self.learner.module, self.learner.loss, self.computation, self.learner.folds, self.team
            ),
            guard=self.guard,
        )  # fmt: skip
        self.guard.settle()
        took = time.perf_counter() - started
        if took > LONG:
            give_back()  # what steps left in pieces is not kept beside what validation takes
        speed = (self.passage.pictures - before) / max(took, 1e-9)
        with self.learner.evaluated() as module:
            evaluated = time.perf_counter()
            classes, views = len(self.writer.record.classes), self.learner.recipe.views
            found = assess(module, self.parts.validation, classes=classes, views=views, team=self.team)
            loss, accuracy, further = found.loss, found.accuracy, found.further
            self.evaluation = time.perf_counter() - evaluated
            if took > LONG:
                give_back()
            self.closing = True
            if not np.isfinite([train_loss, loss]).all():  # of the last step only the validation loss tells
                some = torch.arange(min(len(self.parts.validation), self.learner.recipe.batch_size))
                self._tell_trouble(*self.parts.validation.batch(some), "its validation")
            ranked = rank(loss, accuracy, further)
            better = self.best is None or ranked > self.best or self.learner.recipe.keep == "last"
            if better:
                self.best, self.best_epoch = ranked, number
            last = self.ended is not None
            keep_epoch(self.writer, module, epoch=number, epochs=epochs, better=better, last=last)
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
        self.ended = self.ended or self.limits.reached(epoch=number, epochs=epochs, best_epoch=self.best_epoch)
        due = time.perf_counter() - self.kept > self.cost / MOST_SHARE
        asked, due, _ = self._agreed(due, False)
        if self.ended or due:
            self.keep()
        left = elapsed / number * (epochs - number)
        precision, iou = further.get("average_precision"), further.get("mean_iou")
        self.on_event(
            Epoch(number, epochs, train_loss, train_accuracy, loss, accuracy, speed, left, better, precision, iou)
        )
        if asked:
            self.interrupts.stop()

    def _after_batch(self, count: int) -> bool:
        """Say how far it is, heed a stop, and now and then keep what there is."""
        self.here += count
        pictures, recipe = len(self.parts.train), self.learner.recipe
        seen = pictures_by(self.epoch - 1, pictures, recipe) + self.passage.pictures
        everything = pictures_by(recipe.epochs, pictures, recipe)
        speed = self.here / (time.perf_counter() - self.begun)
        self.on_event(Step(self.epoch, seen, everything, speed))
        due = time.perf_counter() - self.kept > max(EVERY_SECONDS, self.cost / MOST_SHARE)
        asked, due, over = self._agreed(due, self.limits.out_of_time(self.seconds, to_come=self.evaluation))
        if asked:
            self.interrupts.stop()
        if due:
            self.keep()
        if over:
            self.ended = "time limit"
        return self.ended is not None

    def _agreed(self, due: bool, over: bool) -> tuple[bool, bool, bool]:
        """Say whether to stop, to keep what there is, and that the time is up: of several workers the same on all.

        Any may be asked to stop; the first one's clock counts.
        """
        if self.team is None:
            return self.interrupts.asked, due, over
        first = self.team.writes
        asked, due, over = self.team.any(self.interrupts.asked, first and due, first and over)
        return asked, due, over

    def _align(self) -> None:
        """Have all workers begin an epoch with the first one's numbers: two kinds of machines may differ in digits."""
        if self.team is None:
            return
        average = self.learner.moving_average
        kept = [] if average is None else list(average.average.values())
        self.team.alike([*self.learner.module.state_dict().values(), *kept])
        state = torch.get_rng_state()
        self.team.alike([state])
        torch.set_rng_state(state)

    def _too_much(self, team: Team) -> ConvscopeError:
        """Say that memory ran out on one of several workers."""
        batch = self.learner.recipe.batch_size
        at_once = self.computation.micro_batch or batch
        return ConvscopeError(
            f"memory ran out on worker {team.rank} at {-(-at_once // team.size)} of {batch} pictures at once",
            fix=f"more workers, or fewer pictures at once: --tune micro={max(1, at_once // 2)}",
        )

    def _rewind(self) -> None:
        """Go back to the last checkpoint."""
        self.learner.optimizer.zero_grad(set_to_none=True)
        bring(self.team, self.writer.folder, self.writer.folder, (CHECKPOINT,))
        self.load_state_dict(Run(self.writer.folder).checkpoint())
        self.writer.rewind(self.epoch - 1)

    def _halve(self, error: RuntimeError) -> None:
        """Have half as many pictures go through the network at once as were too many, and say what that changes."""
        whole = self.learner.recipe.batch_size
        part = (self.computation.micro_batch or min(whole, len(self.parts.train))) // 2
        if part < 1:
            raise ConvscopeError(
                "memory ran out at one picture at a time", fix="smaller pictures (--size), or a smaller network"
            ) from error
        self.computation = replace(self.computation, micro_batch=part)
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        self.writer.update(tuned={**self.writer.record.tuned, **self.computation.as_dict()})
        statistics = self.learner.recipe.norm_statistics
        self.on_event(OutOfMemory(part, whole, what_parts_change(self.learner.module, whole, part, statistics)))

    def _tell_trouble(self, images_NCHW: Tensor, targets: Tensor, when: str) -> NoReturn:
        """Say where the numbers ran away, with the last good weights kept."""
        module, folder = self.learner.module, self.writer.folder
        trouble = str(find_trouble(module, images_NCHW, targets, self.learner.loss))
        if self.team is not None:  # of several workers the one whose pictures show it
            told = [one.decode() for one in self.team.said(trouble.encode())]
            trouble = next((one for one in told if NOT_FOUND not in one), trouble)
        kept = f"the last checkpoint is kept in {folder}"
        if all(bool(tensor.isfinite().all()) for tensor in module.state_dict().values()):
            self.writer.save_last(module.state_dict())
            kept = f"the weights before that step are kept in {folder / LAST}"
        rate = self.learner.recipe.learning_rate
        raise ConvscopeError(
            f"the loss is not a finite number in epoch {self.epoch}, {when}: {trouble}",
            fix=f"lower the learning rate: --set learning_rate={rate / 10:g}; {kept}",
        )
