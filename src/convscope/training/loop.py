"""One epoch of training, and the loss and accuracy of a part."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import prod

import torch
from torch import Tensor, nn

from convscope.model import Answers, scaled
from convscope.picture import InputContract
from convscope.training.backward import Backward
from convscope.training.computation import Computation
from convscope.training.distributed.team import Team
from convscope.training.learner import Learner
from convscope.training.memory import give_back, keep_freed, out_of_memory
from convscope.training.nonfinite import Guard
from convscope.training.norms import begin_training
from convscope.training.passage import Passage
from convscope.training.scores import loss_and_accuracy
from convscope.training.stored import Stored
from convscope.training.views import Views, answer

MOST, AT_ONCE = 512, 640_000  # pictures, and numbers of pictures, that are answered at once
SLOW = 0.5  # seconds of a step of large pictures beside which handing memory back takes no time
LARGE = 16_000_000  # bytes of a batch, as floats: below, what steps left in pieces is no matter, and each uses it again


@dataclass(frozen=True)
class Part:
    """A part of the data: the rows of the fitted uint8 pictures (all, height, width, channels) that belong to it.

    The pictures stay uint8, on the device where they are few, in memory or in their file elsewhere; batches are
    scaled on the device. ``labels`` are those of the rows, on the device. ``masks_NHW`` are the class numbers of all
    pictures' pixels, uint8, where these have classes.
    """

    pictures_NHWC: Tensor | Stored
    rows: Tensor
    labels: Tensor
    contract: InputContract
    masks_NHW: Tensor | Stored | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def answers(self) -> Answers:
        """What has a class."""
        return "picture" if self.masks_NHW is None else "pixel"

    def batch(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """Give the numbers that enter the network, (n, C, H, W) float32, and the labels, of the part's chosen rows; of
        pixels (n, H, W).

        Raises `ConvscopeError` where the file they stay in has been cut.
        """
        pictures = self.pictures_NHWC[self.rows[chosen].to(self.pictures_NHWC.device)]
        device = self.labels.device
        images_NCHW = scaled(pictures.to(device), self.contract)
        if self.masks_NHW is not None:
            masks = self.masks_NHW[self.rows[chosen].to(self.masks_NHW.device)]
            return images_NCHW, masks.to(device).long()
        return images_NCHW, self.labels[chosen.to(device)]


def batches(count: int, size: int, generator: torch.Generator, chances: Tensor | None = None) -> Iterator[Tensor]:
    """Shuffle ``count`` indices and give them out in batches of ``size``, the last one smaller.

    With ``chances`` as many are drawn with replacement, each as likely as its chance says.
    """
    if chances is None:
        order = torch.randperm(count, generator=generator)
    else:
        order = torch.multinomial(chances, count, replacement=True, generator=generator)
    yield from order.split(size)  # type: ignore[no-untyped-call]


def train_epoch(
    learner: Learner,
    part: Part,
    *,
    after_batch: Callable[[int], object],
    passage: Passage | None = None,
    backward: Backward | None = None,
    guard: Guard | None = None,
) -> tuple[float, float]:
    """Train once on every picture that is not left out; mean loss and accuracy over the epoch, as batches were met.

    ``passage`` is where an epoch that was begun goes on; it is kept up to date, and whole when ``after_batch`` is
    called with the number of pictures in the batch. Where that answers True, the epoch ends there. ``backward`` is how
    gradients are computed, ``guard`` who looks at them before they move a weight.
    """
    passage = passage or Passage()
    backward = backward or Backward(learner.module, learner.loss, Computation(), learner.folds)
    begin_training(learner.module, learner.recipe.norm_statistics)
    large = 4 * prod(part.contract.input_shape) * min(learner.recipe.batch_size, len(part)) >= LARGE
    if not large:
        keep_freed()
    order, begun = learner.generator, time.perf_counter()
    if passage.batches:
        order = torch.Generator().set_state(passage.order)
    else:
        passage.order = order.get_state()
    skipping, kept, chances = learner.skipping, None, learner.chances
    if skipping is not None:
        if not passage.batches:
            skipping.begin()
        kept = skipping.kept(learner.epoch, order)
        chances = None if chances is None else chances[kept]
    count = len(part) if kept is None else len(kept)
    for drawn in islice(batches(count, learner.recipe.batch_size, order, chances), passage.batches, None):
        passage.whole = False
        chosen = drawn if kept is None else kept[drawn]
        backward.each = None if skipping is None else []
        slow, begun = large and time.perf_counter() - begun > SLOW, time.perf_counter()
        if slow:
            give_back()  # else the next batch is put beside what the last one left in pieces
        share = backward.share(len(chosen))
        images, targets = learner.prepared(part, chosen, share)
        if slow:
            give_back()
        loss, right = backward(images, targets) if share is None else backward.shared(images, targets, share)
        if guard is not None:
            guard.look(loss, images, targets)
        if skipping is not None and backward.each:
            skipping.met(chosen, torch.cat(backward.each))
        del images, targets
        with backward.computation.autocast(part.labels.device):  # of Muon, too
            learner.step()
        passage.add(len(chosen), loss, right)
        passage.whole = True
        if after_batch(len(chosen)) is True:
            break
    return passage.means()


def evaluate(
    module: nn.Module, part: Part, *, batch_size: int | None = None, views: Views = "one", team: Team | None = None
) -> tuple[Tensor, float, float]:
    """Answer a part in evaluation mode: logits on the CPU, mean loss, accuracy; see `answer` for ``views``.

    ``batch_size`` is by default 512, of large pictures on the CPU fewer, at least 4, in less memory. In a ``team`` each
    worker answers its part, and all have the whole's.
    """
    module.eval()
    if batch_size is None:
        fitting = AT_ONCE // prod(part.contract.input_shape) if part.labels.device.type == "cpu" else MOST
        batch_size = min(max(4, fitting), MOST)
    while True:
        try:
            with torch.inference_mode():
                mine = torch.arange(len(part)) if team is None else team.rows(len(part))
                rows = torch.split(mine if len(mine) else torch.zeros(1, dtype=torch.long), batch_size)
                logits = torch.cat([answer(module, part.batch(chosen)[0], views).float().cpu() for chosen in rows])
            if team is not None:
                logits = team.whole(logits[: len(mine)], len(part))
            return logits, *loss_and_accuracy(logits, part.labels.cpu())
        except RuntimeError as error:
            if not out_of_memory(error) or batch_size == 1:
                raise
            batch_size = (batch_size + 1) // 2  # changes nothing: in evaluation each picture is answered by itself
