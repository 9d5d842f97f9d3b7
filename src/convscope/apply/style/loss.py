"""How far a picture is from the style and the content wanted, and the slope of that on its pixels.

A Gram matrix is a sum over places, so that the whole picture's is the sum of its tiles'. The loss is known once all are
summed; each tile's pixels then get the slope that the whole would give them, from one more run on the tile. Memory is
that of a tile, whatever the picture's size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, prod

import torch
from torch import Tensor

from convscope.apply.style.features import Features
from convscope.apply.style.grams import gram, region_weights
from convscope.apply.style.tiles import Tile, extended, tiles

FLAT = 1e-3  # what the squared mean of a map adds to the size of its Gram matrix: an even style has none of its own
LEAST = 1e-12
Sums = dict[int, list[Tensor]]


@dataclass(frozen=True)
class Share:
    """How far it is: all of it, as it is weighed, and its parts, of content and of each style layer's Gram matrices."""

    total: float
    content: float
    style: tuple[float, ...]


@dataclass(frozen=True)
class Region:
    """What one region of a picture should come to, by the layer's index: Gram matrices of maps less ``shifts``."""

    shifts: Mapping[int, Tensor]
    grams: Mapping[int, Tensor]

    def size(self, index: int) -> float:
        """Give the squared size of a layer's Gram matrix, by which what it misses is divided."""
        of_mean = self.shifts[index].square().sum().square()
        return float((self.grams[index].square().sum() + FLAT * of_mean).clamp(min=LEAST))


class Wanted:
    """What a picture should come to: each region's style, and the content layer's map (C, rows, columns).

    ``size`` is the picture's. ``masks`` say where the regions are, (regions, H, W) of 0 … 1 at that size; None where
    there is one, everywhere.
    """

    def __init__(
        self, features: Features, regions: Sequence[Region], content: Tensor, size: tuple[int, int], *,
        content_weight: float, masks: Tensor | None = None,
    ) -> None:  # fmt: skip
        self.regions, self.content, self.content_weight = regions, content, content_weight
        self.layers = tuple(layer.index for layer in features.chosen.style)
        self.sizes = {index: [region.size(index) for region in regions] for index in self.layers}
        self.content_size = float(content.square().sum().clamp(min=LEAST))
        self.weights = {} if masks is None else {index: region_weights(masks, features, index) for index in self.layers}
        self.places = {index: self._places(features, index, size) for index in self.layers}

    def _places(self, features: Features, index: int, size: tuple[int, int]) -> list[float]:
        """Give over how many places each region's Gram matrix is the mean."""
        if self.weights:
            return [float(weights.sum().clamp(min=LEAST)) for weights in self.weights[index]]
        return [float(prod(ceil(n / s) for n, s in zip(size, features.readings[index].stride, strict=True)))]


def loss_and_slope(features: Features, pixels_1CHW: Tensor, wanted: Wanted, *, side: int = 0) -> tuple[Share, Tensor]:
    """Give the loss and its slope on each pixel, (1, C, H, W); exact with tiles of ``side`` pixels, too.

    Of style, ‖G - A‖² / ‖A‖², averaged over layers and regions, G and A being mean Gram matrices; of content,
    ‖F - P‖² / ‖P‖². Relative to their targets the layers weigh about the same, in whatever range a network works. The
    maps' means over the style are taken off first: else what all rectified maps have in common outweighs the rest
    (Novak and Nikulin, arXiv 1605.04603, shift activations, too).
    """
    leaf = pixels_1CHW.detach().clone().requires_grad_()
    with torch.enable_grad():
        whole = extended(leaf, features.step)
    cut = tiles(features, (leaf.shape[2], leaf.shape[3]), side)
    if len(cut) == 1:
        with torch.enable_grad():
            total, share = _total(*_sums(features, cut[0].cut(whole), cut[0], wanted), wanted)
        (slope,) = torch.autograd.grad(total, leaf)
        return share, slope
    apart = whole.detach()
    grams, content = _all_sums(features, apart, cut, wanted)
    leaves = [one.requires_grad_() for ones in grams.values() for one in ones]
    with torch.enable_grad():
        total, share = _total(grams, content.requires_grad_(), wanted)
    *slopes, of_content = torch.autograd.grad(total, [*leaves, content])
    gathered = torch.zeros_like(apart)
    for tile in cut:
        entered = tile.cut(apart).clone().requires_grad_()
        with torch.enable_grad():
            sums, missed = _sums(features, entered, tile, wanted)
            parts = [one for ones in sums.values() for one in ones]
            stand_in = of_content * missed + sum((s * p).sum() for s, p in zip(slopes, parts, strict=True))
        tile.cut(gathered).add_(torch.autograd.grad(stand_in, entered)[0])
    if whole is leaf:
        return share, gathered
    (slope,) = torch.autograd.grad(whole, leaf, gathered)
    return share, slope


def _all_sums(features: Features, whole: Tensor, cut: Sequence[Tile], wanted: Wanted) -> tuple[Sums, Tensor]:
    """Add up what the tiles come to, without a graph."""
    with torch.no_grad():
        grams, content = _sums(features, cut[0].cut(whole), cut[0], wanted)
        for tile in cut[1:]:
            more, missed = _sums(features, tile.cut(whole), tile, wanted)
            content += missed
            for index, ones in more.items():
                grams[index] = [a + b for a, b in zip(grams[index], ones, strict=True)]
    return grams, content


def _sums(features: Features, entered: Tensor, tile: Tile, wanted: Wanted) -> tuple[Sums, Tensor]:
    """Give a tile's part of each Gram matrix, and the squares that its content misses."""
    maps = features(entered)
    grams: Sums = {}
    for index in wanted.layers:
        reading = features.readings[index]
        counted = tile.counted(maps[index], reading)
        weights = tile.of(wanted.weights[index], reading) if wanted.weights else [None]
        grams[index] = [
            gram(counted - region.shifts[index], weight) for region, weight in zip(wanted.regions, weights, strict=True)
        ]
    index = features.chosen.content.index
    reading = features.readings[index]
    missed = (tile.counted(maps[index], reading) - tile.of(wanted.content, reading)).square().sum()
    return grams, missed


def _total(sums: Sums, missed: Tensor, wanted: Wanted) -> tuple[Tensor, Share]:
    """Weigh what sums over the whole picture are from what is wanted."""
    style = []
    for index in wanted.layers:
        off = [
            (summed / places - region.grams[index]).square().sum() / size
            for summed, region, size, places in zip(
                sums[index], wanted.regions, wanted.sizes[index], wanted.places[index], strict=True
            )
        ]
        style.append(torch.stack(off).mean())
    content = missed / wanted.content_size
    total = torch.stack(style).mean() + wanted.content_weight * content
    return total, Share(total.item(), content.item(), tuple(one.item() for one in style))
