"""The gradients of a batch, computed as was chosen: in a number format, a memory order, in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.training.computation import Computation
from convscope.training.folded import Pair, folded
from convscope.training.losses import Loss

AUXILIARY = 0.5  # how much a second answer's loss counts, as in torchvision's training of segmentation


class Backward:
    """Add a batch's gradients to the parameters'; give its mean loss and how many answers were right.

    Parts are weighted so that their gradients add up to those of the whole batch's mean loss. ``folds`` are pairs of a
    convolution and a norm that are computed as one, unless the network is compiled, which sees to that itself.

    >>> from convscope.training.losses import CrossEntropy
    >>> module = nn.Linear(2, 3)
    >>> backward = Backward(module, CrossEntropy(3), Computation(micro_batch=2))
    >>> loss, right = backward(torch.zeros(5, 2), torch.zeros(5, dtype=torch.long))
    >>> module.weight.grad.shape
    torch.Size([3, 2])
    """

    def __init__(self, module: nn.Module, loss: Loss, computation: Computation, folds: Sequence[Pair] = ()) -> None:
        self.module = module
        self.loss = loss
        self.computation = computation
        self.folds = () if computation.compiled else tuple(folds)
        self._forward = computation.forward(module)

    def __call__(self, images_NCHW: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Compute them."""
        parts = self.computation.parts(len(images_NCHW))
        mass = self.loss.mass(targets) if parts > 1 else None
        losses, rights = [], []
        for some, wanted in zip(images_NCHW.tensor_split(parts), targets.tensor_split(parts), strict=True):
            loss, right = self._part(some, wanted, mass)
            losses.append(loss)
            rights.append(right)
        if parts == 1:
            return losses[0], rights[0]
        return torch.stack(losses).sum(), torch.stack(rights).sum()

    def _part(self, images_NCHW: Tensor, targets: Tensor, mass: Tensor | None) -> tuple[Tensor, Tensor]:
        with folded(self.module, self.folds):  # until the end: what is checkpointed is computed again on the way back
            with self.computation.autocast(images_NCHW.device):
                logits = self._forward(self.computation.ordered(images_NCHW))
            beside = None
            if isinstance(logits, Mapping) and isinstance(logits.get("out"), Tensor):  # torchvision's, of pixels
                beside, logits = logits.get("aux"), logits["out"]
            if not isinstance(logits, Tensor):  # as GoogLeNet's, with its auxiliary answers
                raise ConvscopeError(
                    f"in training the network answers with {type(logits).__name__}, not with one tensor",
                    fix="build it without auxiliary answers, as in 'torchvision:googlenet(aux_logits=False)'",
                )
            logits = logits.float() if logits.dtype == torch.bfloat16 else logits
            loss = self._mean(logits, targets, mass)
            whole = loss if beside is None else loss + AUXILIARY * self._mean(beside.float(), targets, mass)
            whole.backward()  # type: ignore[no-untyped-call]
        return loss.detach(), self.loss.right(logits.detach(), targets)

    def _mean(self, logits: Tensor, wanted: Tensor, mass: Tensor | None) -> Tensor:
        return self.loss(logits, wanted) if mass is None else self.loss.total(logits, wanted) / mass
