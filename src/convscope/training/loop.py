"""One epoch of training, and the loss and accuracy of a part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchmetrics.functional.classification import multiclass_accuracy

from convscope.data import augment
from convscope.model import scaled
from convscope.picture import InputContract
from convscope.training.recipe import Recipe


@dataclass(frozen=True)
class Part:
    """A part of the data: the rows of the fitted uint8 pictures (all, height, width, channels) that belong to it.

    The pictures stay uint8, on the device where they are few, in memory or in a mapped file elsewhere; batches are
    scaled on the device. ``labels`` are those of the rows, on the device.
    """

    pictures_NHWC: Tensor
    rows: Tensor
    labels: Tensor
    contract: InputContract

    def __len__(self) -> int:
        return len(self.labels)

    def batch(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """Give the numbers that enter the network, (n, C, H, W) float32, and the labels, of the part's chosen rows."""
        pictures = self.pictures_NHWC[self.rows[chosen].to(self.pictures_NHWC.device)]
        device = self.labels.device
        return scaled(pictures.to(device), self.contract), self.labels[chosen.to(device)]


@dataclass
class Learner:
    """What training changes: the module, its optimiser, the schedule, the random numbers."""

    module: nn.Module
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    generator: torch.Generator
    recipe: Recipe


def learner_for(module: nn.Module, recipe: Recipe, *, pictures: int, seed: int) -> Learner:
    """Set up AdamW and its one cycle over all steps; weight decay spares biases and norms."""
    decayed = [parameter for parameter in module.parameters() if parameter.ndim > 1]
    spared = [parameter for parameter in module.parameters() if parameter.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": recipe.weight_decay}, {"params": spared, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([group for group in groups if group["params"]], lr=recipe.learning_rate)
    steps = recipe.epochs * -(-pictures // recipe.batch_size)
    warm_up = recipe.warm_up
    if warm_up * steps == 1:  # OneCycleLR divides by the difference
        warm_up += 1e-6
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=recipe.learning_rate, total_steps=steps, pct_start=warm_up
    )
    return Learner(module, optimizer, schedule, torch.Generator().manual_seed(seed), recipe)


def batches(count: int, size: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Shuffle ``count`` indices and give them out in batches of ``size``, the last one smaller."""
    yield from torch.randperm(count, generator=generator).split(size)  # type: ignore[no-untyped-call]


def train_epoch(learner: Learner, part: Part, *, after_batch: Callable[[int], None]) -> tuple[float, float]:
    """Train on every picture once; mean loss and accuracy over the epoch, as its batches were met."""
    learner.module.train()
    losses, right = torch.zeros(()), torch.zeros(())
    for chosen in batches(len(part), learner.recipe.batch_size, learner.generator):
        images, labels = part.batch(chosen)
        images = augment(images, learner.recipe.augmentation, learner.generator)
        logits = learner.module(images)
        loss = F.cross_entropy(logits, labels, label_smoothing=learner.recipe.label_smoothing)
        learner.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        learner.optimizer.step()
        learner.schedule.step()
        losses += loss.detach().cpu() * len(chosen)
        right += (logits.detach().argmax(1) == labels).sum().cpu()
        after_batch(len(chosen))
    return float(losses) / len(part), float(right) / len(part)


def evaluate(module: nn.Module, part: Part, *, batch_size: int = 512) -> tuple[Tensor, float, float]:
    """Answer a part in evaluation mode: logits on the CPU, mean cross-entropy, accuracy."""
    module.eval()
    with torch.inference_mode():
        rows = torch.split(torch.arange(len(part)), batch_size)
        logits = torch.cat([module(part.batch(chosen)[0]).float().cpu() for chosen in rows])
    labels = part.labels.cpu()
    accuracy = multiclass_accuracy(logits, labels, num_classes=logits.shape[1], average="micro")
    return logits, float(F.cross_entropy(logits, labels)), float(accuracy)
