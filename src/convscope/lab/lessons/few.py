"""Claim 24 tried: two networks with and without pools, trained on few digits; what they learn, and what a shift leaves.

Two convolutions of 3 × 3 on digits of scikit-learn's in the middle of 12 × 12, then a fully connected layer or the mean
of the maps. Each is trained twice, on other digits, until it knows what it learns from.
"""

from __future__ import annotations

from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import UnknownName
from convscope.lab.samples import digits
from convscope.network import Network, trace
from convscope.training import Setup

WAYS = ("pooled", "not pooled", "pooled, mean", "not pooled, mean")
SIDE, PICTURES, ASKED = 12, 100, 400
STEPS, RATE, TIMES = 40, 0.02, 2


def few_pictures() -> int:
    """Count the digits that each learns from."""
    return PICTURES


def few_parameters(way: str) -> int:
    """Count a network's parameters: *pooled*, *not pooled*, *pooled, mean* or *not pooled, mean*.

    >>> few_parameters("pooled"), few_parameters("not pooled")
    (2698, 24298)
    """
    return _traced(way).parameters


def few_macs(way: str) -> int:
    """Count its multiply-adds.

    >>> few_macs("pooled") < few_macs("not pooled")
    True
    """
    return _traced(way).macs


def few_gap(way: str) -> str:
    """Give how much less it gets right of other digits than of those it learnt from."""
    return f"{100 * _learnt(_known(way))[0]:.1f} %"


def few_gap_saved() -> str:
    """Give by how much pools make that less, before a fully connected layer."""
    return f"{100 * (_learnt('not pooled')[0] - _learnt('pooled')[0]):.1f} %"


def few_kept(way: str) -> str:
    """Give which share of its right answers stays where the digits move by one pixel."""
    return f"{100 * _learnt(_known(way))[1]:.0f} %"


def _known(way: str) -> str:
    if way not in WAYS:
        raise UnknownName("way", way, list(WAYS))
    return way


@cache
def _traced(way: str) -> Network:
    return trace(_made(_known(way)), (1, SIDE, SIDE))


def _made(way: str) -> nn.Sequential:
    pools = [nn.MaxPool2d(2) if way.startswith("pooled") else nn.Identity() for _ in range(2)]
    side = SIDE // 4 if way.startswith("pooled") else SIDE
    mean = way.endswith("mean")
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), pools[0], nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), pools[1],
        nn.AdaptiveAvgPool2d(1) if mean else nn.Identity(), nn.Flatten(),
        nn.Linear(16 if mean else 16 * side * side, 10),
    )  # fmt: skip


@cache
def _learnt(way: str) -> tuple[float, float]:
    """Train it; give the gap and the share that is kept, in the mean of all times."""
    pictures, classes = digits()
    around = (SIDE - pictures.shape[-1]) // 2
    images, labels = F.pad(torch.from_numpy(pictures).float()[:, None] / 16, (around,) * 4), torch.from_numpy(classes)
    gaps, kept = [], []
    for time in range(TIMES):
        with Setup(threads=1, seed=time).applied():  # more threads would wait for one another
            module, order = _made(way), torch.randperm(len(images))
            learnt, asked = order[:PICTURES], order[PICTURES : PICTURES + ASKED]
            optimizer = torch.optim.Adam(module.parameters(), lr=RATE)
            for _ in range(STEPS):
                optimizer.zero_grad()
                F.cross_entropy(module(images[learnt]), labels[learnt]).backward()  # type: ignore[no-untyped-call]
                optimizer.step()
        right = _right(module, images[asked], labels[asked])
        gaps.append(_right(module, images[learnt], labels[learnt]) - right)
        kept.append(_right(module, images[asked].roll(1, 3), labels[asked]) / right)
    return sum(gaps) / TIMES, sum(kept) / TIMES


def _right(module: nn.Module, images: Tensor, labels: Tensor) -> float:
    with torch.inference_mode():
        return float((module(images).argmax(1) == labels).double().mean())
