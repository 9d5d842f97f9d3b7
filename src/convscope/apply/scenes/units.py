"""Pieces of work on a scene: each answers for a rectangle from the pixels around it, apart from all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from convscope.apply.scenes.meaning import Meaning
from convscope.apply.tiling import Plan
from convscope.apply.tiling.resizing import Resizing
from convscope.apply.tiling.tiled import first_map
from convscope.network import evaluating

Rectangle = tuple[slice, slice]


class Units(Protocol):
    """A scene's work in pieces, numbered from 0, row by row."""

    def __len__(self) -> int: ...

    def reads(self, index: int) -> Rectangle:
        """Rows and columns whose pixels a piece needs."""

    def answers(self, index: int) -> Rectangle:
        """Rows and columns that it answers for."""

    def run(self, module: nn.Module, index: int, images: Tensor) -> Tensor:
        """Give the map of what it answers for, (1, channels, height, width)."""


@dataclass(frozen=True)
class ExactUnits:
    """The tiles of a plan: together they answer as the whole scene would."""

    plan: Plan

    def __len__(self) -> int:
        return len(self.plan)

    def reads(self, index: int) -> Rectangle:
        """A tile with its margin."""
        return self.plan[index].read

    def answers(self, index: int) -> Rectangle:
        """The tile."""
        return self.plan[index].answered

    def run(self, module: nn.Module, index: int, images: Tensor) -> Tensor:
        """Run the network with the resizes of the whole, and cut the margin off."""
        tile = self.plan[index]
        with evaluating(module, training=False), torch.inference_mode(), Resizing(self.plan.resizes(tile)):
            return first_map(module(images))[:, :, *tile.kept]


@dataclass(frozen=True)
class WholeUnits:
    """One piece, the scene: whatever the network reads, nothing is missing."""

    height: int
    width: int

    def __len__(self) -> int:
        return 1

    def reads(self, index: int) -> Rectangle:
        """All of it."""
        return slice(0, self.height), slice(0, self.width)

    def answers(self, index: int) -> Rectangle:
        """All of it."""
        return self.reads(index)

    def run(self, module: nn.Module, index: int, images: Tensor) -> Tensor:
        """Run the network."""
        with evaluating(module, training=False), torch.inference_mode():
            return first_map(module(images))


@dataclass(frozen=True)
class BlendedUnits:
    """Windows of ``side`` that overlap by half, their shares blended by Hann windows: not what the whole would answer.

    A piece is a square of ``cells`` half windows a side; windows that reach into two pieces are run for both, so that
    pieces need nothing of each other.
    """

    height: int
    width: int
    side: int
    meaning: Meaning
    cells: int = 8

    def __len__(self) -> int:
        return self._count(self.height) * self._count(self.width)

    def answers(self, index: int) -> Rectangle:
        """A square, cut at the scene's ends."""
        row, column = divmod(index, self._count(self.width))
        step = self._step
        return (
            slice(row * step, min((row + 1) * step, self.height)),
            slice(column * step, min((column + 1) * step, self.width)),
        )

    def reads(self, index: int) -> Rectangle:
        """All windows that reach into it."""
        found = []
        for span, length in zip(self.answers(index), (self.height, self.width), strict=True):
            origins = self._origins(span, length)
            found.append(slice(origins[0], min(origins[-1] + self.side, length)))
        return found[0], found[1]

    def run(self, module: nn.Module, index: int, images: Tensor) -> Tensor:
        """Run every window, add up their shares by weight, and divide by the weights' sum."""
        rows, columns = self.answers(index)
        top, left = (read.start for read in self.reads(index))
        size = (rows.stop - rows.start, columns.stop - columns.start)
        total = torch.zeros(1, self.meaning.classes, *size, device=images.device)
        weights = torch.zeros(*size, device=images.device)
        for row in self._origins(rows, self.height):
            for column in self._origins(columns, self.width):
                end = min(row + self.side, self.height), min(column + self.side, self.width)
                window = images[:, :, row - top : end[0] - top, column - left : end[1] - left]
                with evaluating(module, training=False), torch.inference_mode():
                    shares = self.meaning.shares(first_map(module(window)).float())
                down, across = (_within(*axis) for axis in ((row, end[0], rows), (column, end[1], columns)))
                weight = _hann(end[0] - row)[down[0]][:, None] * _hann(end[1] - column)[across[0]]
                weight = weight.to(images.device)
                total[:, :, down[1], across[1]] += shares[:, :, down[0], across[0]] * weight
                weights[down[1], across[1]] += weight
        return total / weights

    @property
    def _step(self) -> int:
        return self.cells * (self.side // 2)

    def _count(self, length: int) -> int:
        return -(-length // self._step)

    def _origins(self, span: slice, length: int) -> list[int]:
        """Where windows begin that reach into a span; the scene's last one ends with it."""
        half, last = self.side // 2, max(length - self.side, 0)
        first = max(span.start - self.side, 0) // half
        starts = (min(number * half, last) for number in range(first, -(-last // half) + 1))
        return [start for start in starts if start < span.stop and start + self.side > span.start]


def _within(start: int, end: int, span: slice) -> tuple[slice, slice]:
    """Give where a window and a piece overlap: in the window, and in the piece."""
    low, high = max(start, span.start), min(end, span.stop)
    return slice(low - start, high - start), slice(low - span.start, high - span.start)


def _hann(length: int) -> Tensor:
    """Hann's window at the middles of pixels, which is nowhere 0: two that overlap by half add up to 1."""
    return torch.sin(torch.pi * (torch.arange(length, dtype=torch.float64) + 0.5) / length).square().float()
