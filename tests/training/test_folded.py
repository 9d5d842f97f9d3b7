"""Batch norms that keep their statistics, computed within the convolutions before them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch
import torch.nn.functional as F
import torchvision
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

import convscope as cs
from convscope.training.backward import Backward
from convscope.training.computation import Computation
from convscope.training.folded import Pair, folded, pairs
from convscope.training.losses import CrossEntropy
from convscope.training.norms import begin_training

SHAPE = (3, 96, 96)


def counted(module: nn.Module) -> nn.Module:
    """Give norms statistics and scales that are no ones and zeros."""
    chance = torch.Generator().manual_seed(3)
    for part in module.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            lows = {"running_mean": -1.0, "running_var": 0.3, "weight": -0.5, "bias": 0.0}
            for name, low in lows.items():
                tensor = getattr(part, name)
                if tensor is not None:
                    tensor.data.uniform_(low, low + 1.5, generator=chance)
    return begin_training(module, "frozen")


def gradients(module: nn.Module, which: Sequence[Pair]) -> tuple[Tensor, list[Tensor], int]:
    """Give the loss, the gradients, and how many bytes of maps were kept for them."""
    kept: dict[int, int] = {}

    def note(tensor: Tensor) -> Tensor:
        if tensor.ndim == 4 and len(tensor) == 2:
            kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    images = torch.randn(2, *SHAPE, generator=torch.Generator().manual_seed(1)).double()
    module.zero_grad(set_to_none=True)
    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor), folded(module, which):
        loss = F.cross_entropy(module(images).flatten(1), torch.arange(2))
    loss.backward()  # type: ignore[no-untyped-call]
    return loss.detach(), [part.grad for part in module.parameters() if part.grad is not None], sum(kept.values())


class Branches(nn.Module):
    """A block with a skip, a norm read by two, a convolution used twice, one that two read."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.first_norm = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8)
        self.deep, self.deep_norm = nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.BatchNorm2d(8, affine=False)
        self.twice, self.twice_norm = nn.Conv2d(8, 8, 1), nn.BatchNorm2d(8)
        self.read, self.read_norm = nn.Conv2d(8, 8, 3, stride=2, padding=1, padding_mode="reflect"), nn.BatchNorm2d(8)

    def forward(self, images: Tensor) -> Tensor:
        x = torch.relu(self.first_norm(self.first(images)))
        x = torch.relu(self.deep_norm(self.deep(x)) + x)
        x = self.twice_norm(self.twice(self.twice(x)))
        read = self.read(x)
        answer: Tensor = (torch.relu(self.read_norm(read)) + read).mean((2, 3))
        return answer


def same(module: nn.Module) -> tuple[tuple[Pair, ...], int, int]:
    module = counted(module.double())
    found = pairs(cs.trace(module.float(), SHAPE), module, "frozen")
    module.double()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    plain, wanted, most = gradients(module, ())
    loss, got, fewer = gradients(module, found)
    torch.testing.assert_close(loss, plain, rtol=1e-12, atol=0)
    torch.testing.assert_close(got, wanted, rtol=1e-9, atol=1e-13)
    after = module.state_dict()
    assert list(before) == list(after) and all(torch.equal(before[name], after[name]) for name in before)
    assert not any("forward" in vars(part) for part in module.modules())
    return found, most, fewer


def test_gradients_are_the_same_and_what_must_not_be_folded_is_not() -> None:
    """In float64, with groups, a bias, a norm without weights; used twice or read by two stays apart."""
    torch.manual_seed(0)
    found, most, fewer = same(Branches())
    assert found == (("first", "first_norm"), ("deep", "deep_norm"))
    assert fewer < most


@pytest.mark.parametrize("spelling", ["timm:tf_efficientnet_lite0", "torchvision:resnet18"])
def test_libraries_networks_keep_less(spelling: str) -> None:
    """TensorFlow's padding, norms with an activation, torchvision's blocks: the same gradients, less is kept."""
    torch.manual_seed(0)
    found, most, fewer = same(_built(spelling))
    assert len(found) > 4 and fewer < 0.8 * most


def _built(spelling: str) -> nn.Module:
    library, _, name = spelling.partition(":")
    if library == "timm":
        timm: Any = pytest.importorskip("timm")
        module: nn.Module = timm.create_model(name, num_classes=5)
        return module
    built: nn.Module = torchvision.models.get_model(name, num_classes=5)
    return built


def test_norms_that_follow_the_batch_are_left() -> None:
    """Neither named nor, where they are named, computed otherwise: a norm in training mode measures its batch."""
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).train()
    assert pairs(cs.trace(module, SHAPE), module, "updated") == ()
    module.train()
    images = torch.randn(2, *SHAPE)
    with folded(module, [("0", "1")]):
        answer = module(images)
    torch.testing.assert_close(answer.mean((0, 2, 3)), torch.zeros(4), rtol=0, atol=1e-5)


def test_a_failure_leaves_the_module_as_it_was() -> None:
    """What stands in for a convolution goes with the block, however that ends."""
    module = counted(nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)))
    with pytest.raises(RuntimeError), folded(module, [("0", "1")]):
        module(torch.zeros(1, 2, 8, 8))
    assert not any("forward" in vars(part) for part in module.modules())


def test_what_is_checkpointed_is_computed_again_as_it_was() -> None:
    """On the way back, where the same pairs are still computed as one."""

    class Checkpointed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU())

        def forward(self, images: Tensor) -> Tensor:
            answer: Tensor = checkpoint(self.inner, images, use_reentrant=False)
            return answer.mean((2, 3))

    module = counted(Checkpointed().double())
    images, targets = torch.randn(4, *SHAPE).double(), torch.arange(4)
    Backward(module, CrossEntropy(4), Computation())(images, targets)
    wanted = [part.grad for part in module.parameters()]
    module.zero_grad(set_to_none=True)
    Backward(module, CrossEntropy(4), Computation(), [("inner.0", "inner.1")])(images, targets)
    torch.testing.assert_close([part.grad for part in module.parameters()], wanted, rtol=1e-9, atol=1e-13)
