"""Gram matrices of a picture's maps, which say what channels occur together wherever that is: its style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.apply.style.features import Features
from convscope.apply.style.tiles import extended, tiles


def gram(map_CHW: Tensor, weight_HW: Tensor | None = None) -> Tensor:
    """Sum over all places the products of every two channels, (C, C), each place weighed.

    >>> gram(torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]])).tolist()
    [[5.0, 11.0], [11.0, 25.0]]
    """
    flat = map_CHW.flatten(1)
    weighed = flat if weight_HW is None else flat * weight_HW.flatten()
    return weighed @ flat.T


def means_of(features: Features, pixels_1CHW: Tensor, *, side: int = 0) -> dict[int, Tensor]:
    """Give the mean of each channel of each style layer over a picture, (C, 1, 1), by the layer's index."""
    sums: dict[int, Tensor] = {}
    for index, counted in _maps(features, pixels_1CHW, side):
        part = torch.cat([counted.sum((1, 2)), counted.new_tensor([counted[0].numel()])])
        sums[index] = sums[index] + part if index in sums else part
    return {index: (total[:-1] / total[-1])[:, None, None] for index, total in sums.items()}


def grams_of(
    features: Features, pixels_1CHW: Tensor, shifts: Mapping[int, Tensor] | None = None, *, side: int = 0
) -> dict[int, Tensor]:
    """Give the mean Gram matrix of each style layer over a picture, by the layer's index, of maps less ``shifts``."""
    sums: dict[int, Tensor] = {}
    places: dict[int, int] = {}
    for index, counted in _maps(features, pixels_1CHW, side):
        part = gram(counted if shifts is None else counted - shifts[index])
        sums[index] = sums[index] + part if index in sums else part
        places[index] = places.get(index, 0) + counted[0].numel()
    return {index: total / places[index] for index, total in sums.items()}


def mixed(
    features: Features, styles_1CHW: Sequence[Tensor], weights: Sequence[float], *, side: int = 0
) -> tuple[dict[int, Tensor], dict[int, Tensor]]:
    """Give the shifts and the Gram matrices of several styles at once, weighed.

    As near as can be to all of them, Σ wᵢ ‖G - Aᵢ‖² with Σ wᵢ = 1, is nearest to their mean Σ wᵢ Aᵢ.
    """
    means = [means_of(features, style, side=side) for style in styles_1CHW]
    shifts = _weighed(means, weights)
    return shifts, _weighed([grams_of(features, style, shifts, side=side) for style in styles_1CHW], weights)


def content_of(features: Features, pixels_1CHW: Tensor, *, side: int = 0) -> Tensor:
    """Give the content layer's whole map, (C, rows, columns)."""
    layer = features.chosen.content
    reading = features.readings[layer.index]
    whole = extended(pixels_1CHW, features.step)
    rows: dict[int, list[Tensor]] = {}
    with torch.no_grad():
        for tile in tiles(features, (pixels_1CHW.shape[2], pixels_1CHW.shape[3]), side):
            counted = tile.counted(features(tile.cut(whole))[layer.index], reading)
            rows.setdefault(tile.rows.first, []).append(counted.clone())
    return torch.cat([torch.cat(row, 2) for row in rows.values()], 1)


def region_weights(masks_RHW: Tensor, features: Features, index: int) -> Tensor:
    """Bring the regions' weights to a layer's places: the mean of the pixels that belong to each."""
    stride = features.readings[index].stride
    height, width = masks_RHW.shape[1:]
    more = (0, -width % stride[1], 0, -height % stride[0])
    return F.avg_pool2d(F.pad(masks_RHW[None], more, mode="replicate"), stride)[0]


def _maps(features: Features, pixels_1CHW: Tensor, side: int) -> Iterator[tuple[int, Tensor]]:
    """Give the part of each style layer's map that counts, tile by tile."""
    whole = extended(pixels_1CHW, features.step)
    for tile in tiles(features, (pixels_1CHW.shape[2], pixels_1CHW.shape[3]), side):
        with torch.no_grad():
            maps = features(tile.cut(whole))
        for layer in features.chosen.style:
            yield layer.index, tile.counted(maps[layer.index], features.readings[layer.index])


def _weighed(found: Sequence[Mapping[int, Tensor]], weights: Sequence[float]) -> dict[int, Tensor]:
    shares = [weight / sum(weights) for weight in weights]
    return {
        index: torch.stack([share * one[index] for share, one in zip(shares, found, strict=True)]).sum(0)
        for index in found[0]
    }
