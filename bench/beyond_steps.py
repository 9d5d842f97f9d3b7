"""Twenty steps of one worker in float64, alone or as one of several that torchrun, or a test, has begun.

A network with batch norm of pictures and of features, and dropout of both, learns 303 digits, changed in every way,
in batches of 50, which do not divide by 4; the last of an epoch has 3, fewer than 4 workers. Weights, running
statistics, averages, losses and the state of both generators are written to ``OUT-RANK.pt``.
``python bench/beyond_steps.py --out OUT [--parts N] [--optimizer NAME]``
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from convscope.data import load_dataset
from convscope.picture import InputContract
from convscope.training import Recipe
from convscope.training.backward import Backward
from convscope.training.computation import Computation
from convscope.training.distributed.joining import joined
from convscope.training.learner import learner_for
from convscope.training.loop import Part, train_epoch
from convscope.training.losses import CrossEntropy

STEPS, PICTURES, BATCH = 20, 303, 50
CONTRACT = InputContract(1, 8, 8, mean=(0.3,), std=(0.3,))


class Doubled(Part):
    """A part whose pictures enter as float64."""

    def batch(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """Give a batch as float64."""
        images, targets = super().batch(chosen)
        return images.double(), targets


def main(words: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", required=True)
    options.add_argument("--parts", type=int, default=0, help="pictures that go through the network at once")
    options.add_argument("--optimizer", default="sgd")
    asked = options.parse_args(words)
    digits = load_dataset("digits")
    pictures = torch.from_numpy(digits.fitted(CONTRACT)[:PICTURES])
    part = Doubled(pictures, torch.arange(PICTURES), torch.from_numpy(digits.labels[:PICTURES]), CONTRACT)
    torch.manual_seed(3)
    module = network().double()
    loss = CrossEntropy(10, 0.1)
    recipe = Recipe(
        epochs=3, batch_size=BATCH, optimizer=asked.optimizer, learning_rate=0.02, shift=0.1, rotate=10, flip=0.5,
        crop=1, cutout=2, mixup=0.3, cutmix=0.5, label_smoothing=0.1, moving_average=0.9, lookahead=5,
    )  # fmt: skip
    with joined("cpu") as team:
        learner = learner_for(module, recipe, pictures=PICTURES, seed=5, loss=loss)
        backward = Backward(module, loss, Computation(micro_batch=asked.parts), (), team)
        steps, losses = 0, list[float]()

        def count(_: int) -> bool:
            nonlocal steps
            steps += 1
            return steps == STEPS

        for epoch in range(1, recipe.epochs + 1):
            learner.start_epoch(epoch)
            losses += train_epoch(learner, part, after_batch=count, backward=backward)
        found = dict(module.state_dict()) | {"losses": torch.tensor(losses, dtype=torch.float64)}
        assert learner.moving_average is not None
        found |= {f"average.{name}": tensor for name, tensor in learner.moving_average.average.items()}
        found |= {"random": torch.get_rng_state(), "generator": learner.generator.get_state()}
        torch.save(found, f"{asked.out}-{0 if team is None else team.rank}.pt")


def network() -> nn.Sequential:
    """Two convolutions and two linear layers, batch norm behind three of them."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout2d(0.1),
        nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8, momentum=None), nn.ReLU(), nn.Flatten(), nn.Dropout(0.2),
        nn.Linear(128, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 10),
    )  # fmt: skip


if __name__ == "__main__":
    main()
