"""Small networks: branches of different shape, dilation and stride, up and down, reused, added and concatenated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from hypothesis import strategies as st
from torch import Tensor, nn

from proving.parts import (
    LENGTHS,
    LINEAR,
    Part,
    adaptive,
    call,
    convolutions,
    layers,
    paddings,
    pools,
    slices,
    transposed,
)


@dataclass(frozen=True)
class Case:
    """A network, the shape of its input, and what holds of it: see `Part`."""

    said: str
    module: nn.Module
    shape: tuple[int, ...]
    ones: bool
    maxima: bool
    single: bool = False

    @property
    def folds(self) -> bool:
        """Whether borders are read from elsewhere: of them a field's hull, that of a map without end, says nothing."""
        return any(word in self.said for word in ("reflect", "replicate", "circular", "interpolate"))

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(f"{self.said} on {self.shape}")


@dataclass(frozen=True)
class Step:
    """A node: a part put to an earlier node, or earlier nodes joined in one way (0 is the input)."""

    sources: tuple[int, ...]
    part: int = -1
    joined: str = ""


class Graph(nn.Module):
    """Steps in order; the last one's output is the answer."""

    def __init__(self, parts: list[Part], steps: list[Step]) -> None:
        super().__init__()
        self.parts = nn.ModuleList(part.module for part in parts)
        self.steps = steps

    def forward(self, x: Tensor) -> Tensor:
        """Take the steps."""
        nodes = [x]
        for step in self.steps:
            taken = [nodes[source] for source in step.sources]
            nodes.append(self.parts[step.part](taken[0]) if step.part >= 0 else join(taken, step.joined))
        return nodes[-1]


def join(maps: list[Tensor], how: str) -> Tensor:
    """Bring maps to one size, by cutting from either end or by zeros, and add or concatenate them."""
    fit, _, way = how.partition(" ")
    choose = max if fit == "padded" else min
    sizes = [choose(lengths) for lengths in zip(*(one.shape[2:] for one in maps), strict=True)]
    fitted = []
    for number, one in enumerate(maps):
        if fit == "padded":
            sides = [side for length, size in zip(one.shape[2:], sizes, strict=True) for side in (size - length, 0)]
            fitted.append(F.pad(one, sides[::-1]))  # the last axis first: all of it after
        else:
            cuts = [
                slice(length - size, None) if number % 2 else slice(0, size)
                for length, size in zip(one.shape[2:], sizes, strict=True)
            ]
            fitted.append(one[(slice(None), slice(None), *cuts)])
    if way == "cat":
        return torch.cat(fitted, 1)
    total = fitted[0]
    for one in fitted[1:]:
        total = total + one
    return total


@st.composite
def steps_between(draw: st.DrawFn, rank: int, channels: int, *, ones: bool) -> Part:
    """A layer for the middle of a network: of the kinds whose sums cannot cancel, and not too large."""
    kinds: list[st.SearchStrategy[Part]] = [
        convolutions(rank, channels, ones=ones),
        convolutions(rank, channels, ones=ones),
        transposed(rank, channels, ones=ones),
        slices(rank, channels, most=2),
        paddings(rank, channels),
    ]
    if not ones or rank > 1:
        kinds.append(pools(rank, channels, ones=ones))
    if not ones:
        kinds.append(adaptive(rank, channels))
    factor = draw(st.integers(2, 3))
    up: dict[str, Any] = {"scale_factor": factor, "mode": "nearest"}
    if not ones and draw(st.booleans()):
        up["mode"] = LINEAR[rank]
    kinds.append(st.just(call(f"interpolate({up})", lambda x: F.interpolate(x, **up), channels, ones=True)))
    if rank == 2 and not ones and channels % 4 == 0:
        shuffled = call("pixel_shuffle(2)", lambda x: F.pixel_shuffle(x, 2), channels, gives=channels // 4)
        kinds.append(st.just(shuffled))
    return draw(st.one_of(kinds))


@st.composite
def graphs(draw: st.DrawFn, *, ones: bool = False) -> Case:
    """A network of two to six layers on a line, a picture or a volume."""
    rank = draw(st.sampled_from((1, 2, 2, 2, 3)))
    channels = 1 if ones else draw(st.integers(1, 2))
    high = LENGTHS[rank][1]
    shape = (channels, *(draw(st.integers(high // 2 + 1, high + 1)) for _ in range(rank)))
    parts: list[Part] = []
    steps: list[Step] = []
    gives, open_ends = [channels], {0}
    for _ in range(draw(st.integers(2, 6))):
        source = draw(st.integers(0, len(gives) - 1))
        again = [number for number, part in enumerate(parts) if part.channels == gives[source]]
        if again and draw(st.integers(0, 4)) == 0:
            number = draw(st.sampled_from(again))
        else:
            parts.append(draw(steps_between(rank, gives[source], ones=ones)))
            number = len(parts) - 1
        steps.append(Step((source,), number))
        gives.append(parts[number].gives)
        open_ends = {*open_ends, len(gives) - 1} - {source}
    if len(open_ends) > 1:
        ends = tuple(sorted(open_ends))
        alike = len({gives[end] for end in ends}) == 1
        how = (
            f"{draw(st.sampled_from(('cut', 'padded')))} {draw(st.sampled_from(('sum', 'cat') if alike else ('cat',)))}"
        )
        steps.append(Step(ends, joined=how))
        gives.append(gives[ends[0]] if how.endswith("sum") else sum(gives[end] for end in ends))
    if draw(st.booleans()):
        parts.append(draw(convolutions(rank, gives[-1], ones=ones)))
        steps.append(Step((len(gives) - 1,), len(parts) - 1))
    words = [
        f"{number + 1} = {parts[step.part].said if step.part >= 0 else step.joined} of {step.sources}"
        for number, step in enumerate(steps)
    ]
    maxima = any(parts[step.part].maxima for step in steps if step.part >= 0)
    return Case("; ".join(words), Graph(parts, steps), shape, ones, maxima)


@st.composite
def single_layers(draw: st.DrawFn) -> Case:
    """One layer on a map of any size, from one position on."""
    rank = draw(st.sampled_from((1, 2, 2, 3)))
    channels = draw(st.integers(1, 4))
    part = draw(layers(rank, channels))
    shape = (channels, *draw(st.tuples(*[st.integers(*LENGTHS[rank])] * rank)))
    return Case(part.said, part.module, shape, part.ones, part.maxima, part.single)
