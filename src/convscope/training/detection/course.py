"""All epochs of a detector's training, from the first or from a checkpoint to the last."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import torch
from torch import Tensor

from convscope.data.augment_boxes import augment_boxes
from convscope.errors import ConvscopeError
from convscope.models.detectors import Wanted, losses
from convscope.runs import RunWriter
from convscope.training.course import MOST_SHARE
from convscope.training.detection.assess import AssessedBoxes, assess_boxes
from convscope.training.detection.parts import PreparedBoxes
from convscope.training.events import Epoch, Listener, Step
from convscope.training.interrupts import Interrupts
from convscope.training.keeping import keep_epoch
from convscope.training.learner import Learner
from convscope.training.limits import Ended, Limits
from convscope.training.loop import batches
from convscope.training.norms import begin_training
from convscope.training.state import captured, restore


@dataclass
class BoxCourse:
    """A training under way; what is kept of it is of whole epochs."""

    writer: RunWriter
    learner: Learner
    prepared: PreparedBoxes
    on_event: Listener
    interrupts: Interrupts
    limits: Limits
    epoch: int = 1  # the one under way
    best: tuple[float, float] | None = None  # mAP at IoU 0.5 on validation, minus the loss
    best_epoch: int | None = None
    before: float = 0.0  # seconds of training before this process
    begun: float = field(default_factory=time.perf_counter)
    kept: float = field(default_factory=time.perf_counter)  # when the last checkpoint was whole
    cost: float = 0.0  # seconds that it took
    evaluation: float = 0.0  # seconds that the last one took
    ended: Ended | None = None

    @property
    def seconds(self) -> float:
        """How long has been trained."""
        return self.before + time.perf_counter() - self.begun

    def run(self) -> Ended:
        """Train what is left of all epochs, and keep all of it on disk; say why no more follow."""
        epochs = self.learner.recipe.epochs
        if self.epoch == 1:
            self.writer.save_history(0, self.learner.module.state_dict())
            self.writer.save_statistics(0, self.learner.module.state_dict())
            self.keep()
        self.ended = self.limits.reached(epoch=self.epoch - 1, epochs=epochs, best_epoch=self.best_epoch)
        while self.ended is None:
            self._one_epoch(epochs)
        return self.ended

    def keep(self) -> None:
        """Write a checkpoint, from which the next epoch begins."""
        begun = time.perf_counter()
        state = {
            **captured(self.learner), "epoch": self.epoch, "best": None if self.best is None else list(self.best),
            "best_epoch": self.best_epoch, "seconds": self.seconds,
        }  # fmt: skip
        self.writer.save_checkpoint(state)
        self.kept = time.perf_counter()
        self.cost = self.kept - begun

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state that was kept."""
        restore(self.learner, state)
        self.epoch, self.best_epoch = state["epoch"], state["best_epoch"]
        self.best = None if state["best"] is None else tuple(state["best"])
        self.before, self.begun = state["seconds"], time.perf_counter()

    def _one_epoch(self, epochs: int) -> None:
        number, started = self.epoch, time.perf_counter()
        self.learner.start_epoch(number)
        loss, seen = self._steps()
        speed = seen / max(time.perf_counter() - started, 1e-9)
        with self.learner.evaluated() as module:
            evaluated = time.perf_counter()
            found = self.assessed()
            self.evaluation = time.perf_counter() - evaluated
            if not isfinite(found.loss):
                self._tell_trouble("its validation")
            ranked = (found.scores.map_50 if found.scores.map_50 == found.scores.map_50 else 0.0, -found.loss)
            better = self.best is None or ranked > self.best or self.learner.recipe.keep == "last"
            if better:
                self.best, self.best_epoch = ranked, number
            last = self.ended is not None
            keep_epoch(self.writer, module, epoch=number, epochs=epochs, better=better, last=last)
        elapsed = self.seconds
        self.writer.log(
            {
                "epoch": number, "train_loss": loss, "validation_loss": found.loss,
                "validation_map_50": ranked[0], "validation_map": found.scores.map if ranked[0] else 0.0,
                "learning_rate": float(self.learner.schedule.get_last_lr()[0]), "images_per_second": speed,
            }
        )  # fmt: skip
        self.writer.update(epochs=number, seconds=elapsed, best_epoch=self.best_epoch)
        self.epoch = number + 1
        self.ended = self.ended or self.limits.reached(epoch=number, epochs=epochs, best_epoch=self.best_epoch)
        if self.ended or time.perf_counter() - self.kept > self.cost / MOST_SHARE:
            self.keep()
        left = elapsed / number * (epochs - number)
        self.on_event(Epoch(number, epochs, loss, None, found.loss, None, speed, left, better, map_50=ranked[0]))
        self.interrupts.heed()

    def assessed(self) -> AssessedBoxes:
        """Answer the validation part."""
        boxes = self.prepared.dataset.boxes
        assert boxes is not None
        classes = len(self.prepared.model.classes)
        return assess_boxes(self.learner.module, self.prepared.validation, boxes, classes=classes)

    def _steps(self) -> tuple[float, int]:
        """Train on every picture once; the mean of the summed losses as batches were met, and how many pictures."""
        learner, part = self.learner, self.prepared.train
        begin_training(learner.module, learner.recipe.norm_statistics)
        total, seen, begun = 0.0, 0, time.perf_counter()
        everything = len(part) * learner.recipe.epochs
        for chosen in batches(len(part), learner.recipe.batch_size, learner.generator):
            images, wanted = self._changed(*part.batch(chosen))
            loss = torch.stack(list(losses(learner.module, images, wanted).values())).sum()
            value = float(loss.detach())
            if not isfinite(value):
                self._tell_trouble(f"after {seen:,} of {len(part):,} pictures")
            loss.backward()  # type: ignore[no-untyped-call]
            learner.step()
            total, seen = total + value * len(chosen), seen + len(chosen)
            speed = seen / (time.perf_counter() - begun)
            self.on_event(Step(self.epoch, (self.epoch - 1) * len(part) + seen, everything, speed))
            self.interrupts.heed()
            if self.limits.out_of_time(self.seconds, to_come=self.evaluation):
                self.ended = "time limit"
                break
        return total / max(seen, 1), seen

    def _changed(self, images_NCHW: Tensor, wanted: list[Wanted]) -> tuple[Tensor, list[Wanted]]:
        """Change training pictures as the recipe says, and their boxes with them."""
        recipe, contract = self.learner.recipe, self.prepared.model.contract
        before = [one.edges for one in wanted]
        images, edges, kept = augment_boxes(images_NCHW, before, recipe.augmentation, self.learner.generator, contract)
        return images, [Wanted(each, one.classes[there]) for each, one, there in zip(edges, wanted, kept, strict=True)]

    def _tell_trouble(self, when: str) -> None:
        rate = self.learner.recipe.learning_rate
        raise ConvscopeError(
            f"the loss is not a finite number in epoch {self.epoch}, {when}",
            fix=f"lower the learning rate: --set learning_rate={rate / 10:g}; "
            f"the last checkpoint is kept in {self.writer.folder}",
        )
