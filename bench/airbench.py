"""The recipe that bench/cifar10.py compares with: airbench94 with Muon, 200 steps of 2,000 pictures.

Written anew from Jordan's description (arXiv 2404.00498 and the project cifar10-airbench, 2.59 s to 94 % on an A100):
the network of the zoo in half precision on a GPU, in float32 on a processor, in the memory order that it asks for;
pictures mirrored every other epoch and moved by up to two pixels, all on the device; SGD with Nesterov's momentum for
biases and head, Muon of three Newton-Schulz steps for kernels, which are brought to their first length before each.
"""

from __future__ import annotations

import time

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.models.zoo.airbench94 import AirBench94
from convscope.training.muon import orthogonal
from convscope.training.views import answer
from convscope.training.whitening import whitening_kernels

BATCH, EPOCHS = 2000, 8
STEPS = EPOCHS * 50_000 // BATCH
BIASED = 3 * 50_000 // BATCH  # steps in which the first layer's bias learns
MOVED = 2  # pixels
BIAS_RATE, HEAD_RATE, KERNEL_RATE = 0.053, 0.67, 0.24
SGD_MOMENTUM, MUON_MOMENTUM = 0.85, 0.6
DECAY = 2e-6 * BATCH


class Recipe:
    """The network with its optimisers, and one step after the other."""

    def __init__(self, device: torch.device, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.kind = torch.float16 if device.type == "cuda" else torch.float32
        self.net = AirBench94().to(device, self.kind, memory_format=torch.channels_last)  # type: ignore[call-overload]
        for part in self.net.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.float()
        named = dict(self.net.named_parameters())
        self.net.whiten.weight.requires_grad_(False)
        self.kernels = [one for one in named.values() if one.ndim == 4 and one.requires_grad]
        biases = [one for name, one in named.items() if ".norm" in name and one.requires_grad]
        rates = (([named["whiten.bias"]], BIAS_RATE), (biases, BIAS_RATE), ([named["head.weight"]], HEAD_RATE))
        groups = [{"params": some, "lr": rate, "weight_decay": DECAY / rate} for some, rate in rates]
        self.sgd = torch.optim.SGD(groups, lr=BIAS_RATE, momentum=SGD_MOMENTUM, nesterov=True, fused=True)
        self.rates = [group["lr"] for group in self.sgd.param_groups]
        self.moved = [torch.zeros_like(one) for one in self.kernels]
        self.taken = 0

    def step(self, images_NCHW: Tensor, labels: Tensor) -> None:
        """Take one."""
        if self.taken == BIASED:
            self.net.whiten.bias.requires_grad_(False)
        answers = self.net(images_NCHW)
        loss = F.cross_entropy(answers.float(), labels, label_smoothing=0.2, reduction="sum")
        loss.backward()  # type: ignore[no-untyped-call]
        left = 1 - self.taken / STEPS
        shares = (max(0.0, 1 - self.taken / BIASED), left, left)
        for group, rate, share in zip(self.sgd.param_groups, self.rates, shares, strict=True):
            group["lr"] = rate * share
        self.sgd.step()
        with torch.no_grad():
            for kernel, moved in zip(self.kernels, self.moved, strict=True):
                assert kernel.grad is not None
                moved.mul_(MUON_MOMENTUM).add_(kernel.grad)
                ahead = kernel.grad.add(moved, alpha=MUON_MOMENTUM).flatten(1)
                kernel.mul_(len(kernel) ** 0.5 / kernel.norm())
                ahead = ahead.bfloat16() if self.kind == torch.float16 else ahead
                kernel.sub_(orthogonal(ahead, steps=3).view_as(kernel).to(kernel.dtype), alpha=KERNEL_RATE * left)
        self.net.zero_grad(set_to_none=True)
        self.taken += 1


def trained(images_NCHW: Tensor, labels: Tensor, seed: int) -> tuple[AirBench94, float]:
    """Train on normalised pictures that are on the device; give the network and the seconds."""
    device = images_NCHW.device
    recipe = Recipe(device, seed)
    images_NCHW = images_NCHW.to(recipe.kind, memory_format=torch.channels_last)
    begun = _now(device)
    kernels = whitening_kernels(images_NCHW[:5000].float(), (2, 2))
    with torch.no_grad():
        recipe.net.whiten.weight.copy_(torch.cat([kernels, -kernels]))
    first = torch.rand(len(images_NCHW), device=device) < 0.5
    ready = torch.where(first[:, None, None, None], images_NCHW.flip(3), images_NCHW)
    padded = F.pad(ready, (MOVED,) * 4, "reflect")
    recipe.net.train()
    for epoch in range(EPOCHS):
        seen = _moved(padded, images_NCHW.shape[-1])
        seen = seen.flip(3) if epoch % 2 else seen
        for chosen in torch.randperm(len(seen), device=device).split(BATCH):  # type: ignore[no-untyped-call]
            recipe.step(seen[chosen], labels[chosen])
    return recipe.net.eval(), _now(device) - begun


def accuracy(net: nn.Module, images_NCHW: Tensor, labels: Tensor) -> float:
    """Give the share of right answers, each the mean of six views."""
    kind = next(net.parameters()).dtype
    images_NCHW = images_NCHW.to(kind, memory_format=torch.channels_last)
    with torch.inference_mode():
        found = [answer(net, some, "mirrored-and-shifted").argmax(1) for some in torch.split(images_NCHW, 1000)]
    return float((torch.cat(found) == labels).float().mean())


def seconds_of_a_step(threads: int, *, steps: int = 2) -> float:
    """Time a step on the processor, the first of all not counted; give the quickest."""
    torch.set_num_threads(threads)
    recipe = Recipe(torch.device("cpu"))
    images = torch.randn(BATCH, 3, 32, 32).contiguous(memory_format=torch.channels_last)
    labels, times = torch.randint(0, 10, (BATCH,)), list[float]()
    for _ in range(steps + 1):
        begun = time.perf_counter()
        recipe.step(images, labels)
        times.append(time.perf_counter() - begun)
    return min(times[1:])


def _moved(padded_NCHW: Tensor, side: int) -> Tensor:
    """Cut each picture out of its padded one at a place of its own."""
    places = torch.randint(0, 2 * MOVED + 1, (len(padded_NCHW), 2), device=padded_NCHW.device)
    cut = padded_NCHW.new_empty((*padded_NCHW.shape[:2], side, side))
    for down in range(2 * MOVED + 1):
        for across in range(2 * MOVED + 1):
            here = (places[:, 0] == down) & (places[:, 1] == across)
            cut[here] = padded_NCHW[here, :, down : down + side, across : across + side]
    return cut.contiguous(memory_format=torch.channels_last)


def _now(device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()
