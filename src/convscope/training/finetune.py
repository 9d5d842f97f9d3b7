"""The head first: features of all that stays frozen are computed once, and the last layer is solved for from them.

The body is in evaluation mode meanwhile: batch norm uses the statistics that came with the weights; neither they nor
any weight of it move. What is left is logistic regression, which is convex: L-BFGS (Liu and Nocedal 1989) finds the
best last layer in tens of passes over the features, each a product with one matrix. Which of several weight decays is
right is the validation part's to say, by the rule that chooses among epochs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.training.balance import balance_for
from convscope.training.computation import Computation
from convscope.training.distributed.team import Team
from convscope.training.events import HeadTrained
from convscope.training.features import features_of
from convscope.training.head import linear_head
from convscope.training.losses import Loss, loss_for
from convscope.training.prepare import Prepared
from convscope.training.recipe import Recipe
from convscope.training.scores import further_scores, loss_and_accuracy, rank

DECAYS = (3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)  # of features brought to a mean square of 1
ROWS = 16384  # of features at once


@dataclass(frozen=True)
class Head:
    """What the last layer alone comes to: its name, and its figures on validation."""

    name: str
    epochs: int
    decay: float
    loss: float
    accuracy: float
    further: dict[str, float]
    seconds: float

    @property
    def rank(self) -> tuple[float, float]:
        """What is compared with the epochs that follow."""
        return rank(self.loss, self.accuracy, self.further)

    def as_dict(self) -> dict[str, object]:
        """Plain values for the run's record."""
        scores = {"loss": self.loss, "accuracy": self.accuracy, **self.further}
        return {
            "epochs": self.epochs, "decay": self.decay, "seconds": self.seconds,
            **{f"validation_{name}": score for name, score in scores.items()},
        }  # fmt: skip


def train_head(
    prepared: Prepared, recipe: Recipe, *, tune: str = "auto", team: Team | None = None
) -> tuple[Head, HeadTrained]:
    """Solve for the last layer, at most ``recipe.head_epochs`` passes for each weight decay, and keep the best.

    The training part's features are computed in the quickest way the device has, the validation part's in float32, as
    the network is used; ``tune`` *off* computes all in the usual way. In a ``team`` each worker computes some of them.
    Raises `ConvscopeError` where the last layer is not fully connected, something follows it, or features are not
    finite numbers.
    """
    begun = time.perf_counter()
    module, parts = prepared.model.module, prepared.parts
    computation = Computation() if tune == "off" else quick(prepared.model.device)
    loss = _loss(parts.train.labels, prepared.model.classes, recipe)
    name, head = linear_head(module, prepared.network)
    computation.placed(module)
    features = features_of(module, parts.train, name, computation=computation, team=team)
    exact = Computation(memory_format=computation.memory_format)
    seen = features_of(module, parts.validation, name, computation=exact, views=recipe.views, team=team)
    labels = parts.validation.labels.cpu()
    solved = solve(head, features, parts.train.labels, loss, passes=recipe.head_epochs)
    best: Head | None = None
    state: dict[str, Tensor] = {}
    for decay, passes in solved:
        with torch.no_grad():
            logits = head(seen.to(head.weight.device)).float().cpu()
        found = Head(
            name, passes, decay, *loss_and_accuracy(logits, labels), further_scores(logits, labels),
            time.perf_counter() - begun,
        )  # fmt: skip
        if best is None or found.rank > best.rank:
            best, state = found, {key: value.clone() for key, value in head.state_dict().items()}
    if best is None or not isfinite(best.loss):
        raise ConvscopeError(
            f"what {name} reads of the pictures are no finite numbers",
            fix="are these weights, mean and std of this network?",
        )
    head.load_state_dict(state)
    told = HeadTrained(name, prepared.fresh, best.epochs, len(parts.train), best.accuracy, time.perf_counter() - begun)
    return best, told


def solve(head: nn.Linear, features: Tensor, labels: Tensor, loss: Loss, *, passes: int) -> Iterator[tuple[float, int]]:
    """Put the best last layer into ``head``, weight decay by weight decay, each found from the one before.

    Gives the weight decay and the passes over the features that it took. Features (N, width) are seen around their mean
    and divided by their overall deviation, which makes decays mean the same for all networks; then the layer is turned
    back to features as they are.
    """
    device = head.weight.device
    mean = features.mean(0).to(device) if head.bias is not None else torch.zeros(features.shape[1], device=device)
    scale = _deviation(features, mean).clamp(min=1e-12)
    weight = torch.zeros_like(head.weight, requires_grad=True)
    bias = torch.zeros(len(head.weight), device=device, requires_grad=head.bias is not None)
    trained = [weight] if head.bias is None else [weight, bias]
    mass = loss.mass(labels)
    for decay in DECAYS:
        optimizer = torch.optim.LBFGS(
            trained, max_iter=passes, tolerance_grad=1e-4, tolerance_change=1e-6, line_search_fn="strong_wolfe"
        )

        def objective(optimizer: torch.optim.Optimizer = optimizer, decay: float = decay) -> Tensor:
            optimizer.zero_grad(set_to_none=True)
            found = decay / 2 * weight.square().sum()
            found.backward()  # type: ignore[no-untyped-call]
            for start in range(0, len(features), ROWS):
                rows = (features[start : start + ROWS].to(device) - mean) / scale
                part = loss.total(rows @ weight.T + bias, labels[start : start + ROWS]) / mass
                part.backward()  # type: ignore[no-untyped-call]
                found = found + part
            return found.detach()

        optimizer.step(objective)  # type: ignore[no-untyped-call]
        with torch.no_grad():
            head.weight.copy_(weight / scale)
            if head.bias is not None:
                head.bias.copy_(bias - head.weight @ mean)
        yield decay, int(optimizer.state[weight]["func_evals"])


def rates(head: str, recipe: Recipe, *, body: str = "") -> Callable[[str], float]:
    """Give each parameter's share of the learning rate by its name: the last layer's 1, all below it ``body_rate``.

    Where a ``body`` came with weights, and the rest is new, only what is within it learns at ``body_rate``.

    >>> rate = rates("fc", Recipe(body_rate=0.3))
    >>> rate("fc.weight"), rate("conv1.weight")
    (1.0, 0.3)
    """
    if body:
        return lambda name: recipe.body_rate if name.startswith(body) else 1.0
    return lambda name: 1.0 if name.rpartition(".")[0] == head else recipe.body_rate


def quick(device: torch.device) -> Computation:
    """Say how features are computed quickest: channels last, and rounded where the device multiplies such numbers."""
    if device.type == "cuda":
        rounds = torch.cuda.is_bf16_supported()
    else:
        rounds = device.type == "cpu" and torch.cpu._is_avx512_bf16_supported()
    return Computation("bfloat16" if rounds else "float32", "channels_last")


def _loss(labels: Tensor, classes: Sequence[str], recipe: Recipe) -> Loss:
    """Give the training's loss; classes that would be drawn more often are heavier, which is the same on average."""
    if recipe.balance == "sampling":
        recipe = recipe.model_copy(update={"balance": "weights"})
    weights = balance_for(labels, classes, recipe).weights
    return loss_for(recipe, weights, classes=len(classes), several=labels.ndim == 2)


def _deviation(features: Tensor, mean: Tensor) -> Tensor:
    """Give the root of the mean square of all features around their means."""
    starts = range(0, len(features), ROWS)
    squares = sum((features[start : start + ROWS].to(mean.device) - mean).square().sum() for start in starts)
    return torch.as_tensor(squares / features.numel()).sqrt()
