"""The gradients of a batch, computed as was chosen: in a number format, a memory order, in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.training.computation import Computation
from convscope.training.distributed.share import Piece, Share
from convscope.training.distributed.team import Team
from convscope.training.distributed.together import Together
from convscope.training.folded import Pair, folded
from convscope.training.losses import Loss

ENLARGED, LEAST_ENLARGED = 2.0**12, 2.0**-4  # how many times the loss is taken on the way back in float16
AUXILIARY = 0.5  # how much a second answer's loss counts, as in torchvision's training of segmentation


class Backward:
    """Add a batch's gradients to the parameters'; give its mean loss and how many answers were right.

    Parts are weighted so that their gradients add up to those of the whole batch's mean loss. ``folds`` are pairs of a
    convolution and a norm that are computed as one, unless the network is compiled, which sees to that itself. In a
    ``team`` each worker computes its share, and all have the whole batch's gradients, loss and count.

    >>> from convscope.training.losses import CrossEntropy
    >>> module = nn.Linear(2, 3)
    >>> backward = Backward(module, CrossEntropy(3), Computation(micro_batch=2))
    >>> loss, right = backward(torch.zeros(5, 2), torch.zeros(5, dtype=torch.long))
    >>> module.weight.grad.shape
    torch.Size([3, 2])
    """

    def __init__(
        self,
        module: nn.Module,
        loss: Loss,
        computation: Computation,
        folds: Sequence[Pair] = (),
        team: Team | None = None,
    ) -> None:
        self.module = module
        self.loss = loss
        self.computation = computation
        self.folds = () if computation.compiled else tuple(folds)
        self.team = team
        self.each: list[Tensor] | None = None  # where a list is put, every picture's own loss comes to it
        self._together = None if team is None else Together(team)
        self._forward = computation.forward(module)
        self._enlarged = 1.0

    def __call__(self, images_NCHW: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Compute them.

        In float16 the loss is enlarged on the way back, so that small gradients do not become 0; where large ones
        overflow, the batch is computed again with half of that, until they do not.
        """
        if self.computation.precision != "float16":
            return self._whole(images_NCHW, targets)
        kept = [(one, one.grad) for one in self.module.parameters() if one.grad is not None]
        self._enlarged = ENLARGED
        while True:
            self.module.zero_grad(set_to_none=True)
            if self.each is not None:
                self.each.clear()
            found = self._whole(images_NCHW, targets)
            gradients = [one.grad for one in self.module.parameters() if one.grad is not None]
            if self._enlarged == LEAST_ENLARGED or all(bool(one.isfinite().all()) for one in gradients):
                break
            self._enlarged /= 2
        torch._foreach_mul_(gradients, 1 / self._enlarged)
        self._enlarged = 1.0
        for one, before in kept:
            one.grad = before if one.grad is None else one.grad.add_(before)
        return found

    def _whole(self, images_NCHW: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
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

    def share(self, count: int) -> Share | None:
        """Give this worker's share of a batch of so many pictures; None where it is the only one."""
        return None if self.team is None else self.team.share(count, self.computation.parts(count))

    def shared(self, images_NCHW: Tensor, targets: Tensor, share: Share) -> tuple[Tensor, Tensor]:
        """Compute this worker's part of them, and add it to the others'."""
        assert self.team is not None
        assert self._together is not None
        sizes = [len(piece) for piece in share.pieces]
        parts = list(zip(images_NCHW.split(sizes), targets.split(sizes), share.pieces, strict=True))  # type: ignore[no-untyped-call]
        counted = [self.loss.weight(wanted) for _, wanted, piece in parts if piece.counted]
        own = torch.stack(counted).sum() if counted else torch.zeros((), device=targets.device)
        mass = self.team.summed(own).clamp(min=self.loss.least)
        found = torch.zeros(2, dtype=torch.float64 if images_NCHW.device.type == "cpu" else torch.float32)
        found = found.to(images_NCHW.device)
        with self._together:
            for some, wanted, piece in parts:
                self._together.piece = piece
                loss, right = self._part(some, wanted, mass, piece)
                if piece.counted:
                    found += torch.stack([loss, right]).to(found)
        gradients = [one.grad for one in self.module.parameters() if one.grad is not None]
        self.team.add_up([*gradients, found])
        loss, right = found.to(mass.dtype if images_NCHW.dtype != torch.float64 else found.dtype)
        return loss, right

    def _part(
        self, images_NCHW: Tensor, targets: Tensor, mass: Tensor | None, piece: Piece | None = None
    ) -> tuple[Tensor, Tensor]:
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
            logits = logits.float() if logits.dtype in (torch.bfloat16, torch.float16) else logits
            loss = self._mean(logits, targets, mass)
            whole = loss if beside is None else loss + AUXILIARY * self._mean(beside.float(), targets, mass)
            if piece is not None and not piece.counted:
                whole = whole * 0
            if self._enlarged != 1:
                whole = whole * self._enlarged
            whole.backward()  # type: ignore[no-untyped-call]
        if self.each is not None:
            self.each.append(self.loss.each(logits.detach(), targets))
        return loss.detach(), self.loss.right(logits.detach(), targets)

    def _mean(self, logits: Tensor, wanted: Tensor, mass: Tensor | None) -> Tensor:
        return self.loss(logits, wanted) if mass is None else self.loss.total(logits, wanted) / mass
