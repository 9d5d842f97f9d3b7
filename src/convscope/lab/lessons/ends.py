"""Claim 4 tried: one trained body, LeNet-5's convolutions as learnt on MNIST, and four ends that read its map.

*classify* is its own end; *retrieve* takes the numbers behind its first fully connected layer, and the nearest; for
*detect* and *segment* that layer slides over scenes of three digits as a convolution, and a linear end is fitted to its
maps, in closed form, on scenes of digits other than those that are asked. The body is trained no further, and the
digits are scikit-learn's, by other people.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.errors import UnknownName
from convscope.lab.samples import digits
from convscope.loading import load
from convscope.picture.handwritten import as_digit

LENET = "lenet5:mnist"
LEARNT, ASKED = 600, 300  # digits from which scenes are made: to fit the ends, and to try them
SCENES = (120, 40)
SIDE, HALF, DIGIT, STRIDE = 96, 48, 32, 4  # a scene, where its digits may begin, a digit, steps of the maps
NEAR = 4  # pixels by which a digit's place may be missed
NOTHING = 10  # the class of a place without a digit


def end_right(end: str) -> str:
    """Give the share that an end gets right, of digits, of nearest neighbours, of digits in scenes, of places there.

    *classify*, *retrieve*, *detect* (a digit is named rightly within 4 pixels) or *segment* (places with a digit and
    those without count half each).

    >>> float(end_right("classify").removesuffix(" %")) > 90
    True
    """
    if end not in _ends():
        raise UnknownName("end", end, list(_ends()))
    return f"{100 * _ends()[end]:.1f} %"


def end_chance() -> str:
    """Give the share that would be right by chance, of ten classes."""
    return f"{100 / NOTHING:.0f} %"


@cache
def _ends() -> dict[str, float]:
    images, classes = _digits()
    with torch.inference_mode():
        named = load(LENET).module(images).argmax(1)
        vectors = F.normalize(_map(images).flatten(1), dim=1)
        alike = vectors @ vectors.T
        nearest = alike.fill_diagonal_(-1).argmax(1)
        detected, segmented = _in_scenes(images, classes)
    return {
        "classify": float((named == classes).double().mean()),
        "retrieve": float((classes[nearest] == classes).double().mean()),
        "detect": detected,
        "segment": segmented,
    }


def _digits() -> tuple[Tensor, Tensor]:
    """Bring the first digits to MNIST's form, as the network takes them."""
    from PIL import Image

    (greys, classes), model = digits(), load(LENET)
    smooth = Image.Resampling.BICUBIC
    large = [
        np.asarray(Image.fromarray(np.round(one * 15.9).astype(np.uint8)).resize((128, 128), smooth))
        for one in greys[: LEARNT + ASKED]
    ]
    fitted = np.stack([model.fit(as_digit(one[..., None])) for one in large])
    return model.enter(fitted), torch.from_numpy(classes[: LEARNT + ASKED])


def _map(images: Tensor) -> Tensor:
    """Give the map behind the first fully connected layer, which slides as a convolution where there is room."""
    module = load(LENET).module
    part = module.get_submodule
    maps = part("pool2")(part("conv2")(part("pool1")(part("conv1")(images).relu())).relu())
    full = part("fc1")
    weight: Tensor = full.weight  # type: ignore[assignment]
    return F.conv2d(maps, weight.view(len(weight), maps.shape[1], 5, 5), full.bias).relu()  # type: ignore[arg-type]


def _in_scenes(images: Tensor, classes: Tensor) -> tuple[float, float]:
    """Fit a linear end to the maps of some scenes, and give the shares of digits and of places that it gets right."""
    random = np.random.default_rng(0)
    fits, asks = SCENES
    made = [_scene(images, classes, random, (0, LEARNT)) for _ in range(fits)]
    made += [_scene(images, classes, random, (LEARNT, LEARNT + ASKED)) for _ in range(asks)]
    maps = _map(torch.stack([scene for scene, _ in made]))
    truth = torch.stack([_places(found, maps.shape[2]) for _, found in made])
    features = maps.permute(0, 2, 3, 1).flatten(0, 2).double()
    features = torch.cat([features, torch.ones(len(features), 1, dtype=torch.float64)], 1)
    learnt = slice(fits * maps.shape[2] ** 2)
    wanted = F.one_hot(truth.flatten()[learnt], NOTHING + 1).double()
    weighed = (
        features[learnt].T / truth.flatten()[learnt].bincount(minlength=NOTHING + 1).double()[truth.flatten()[learnt]]
    )
    steady = 1e-3 * torch.eye(features.shape[1], dtype=torch.float64)
    end = torch.linalg.solve(weighed @ features[learnt] + steady, weighed @ wanted)
    scores = (features @ end).view(*truth.shape, NOTHING + 1)[fits:]
    right, there = scores.argmax(3) == truth[fits:], truth[fits:] < NOTHING
    segmented = (right[there].double().mean() + right[~there].double().mean()) / 2
    found = [_found(score, digits_there) for score, (_, digits_there) in zip(scores, made[fits:], strict=True)]
    return float(np.mean(np.concatenate(found))), float(segmented)


def _scene(
    images: Tensor, classes: Tensor, random: np.random.Generator, among: tuple[int, int]
) -> tuple[Tensor, list[tuple[int, int, int]]]:
    """Lay three digits on a black scene, each in a quarter of its own; give also where, and which."""
    scene, found = images.min().expand(1, SIDE, SIDE).clone(), []
    for quarter in random.permutation(4)[:3]:
        which = int(random.integers(*among))
        row, column = (int(part) * HALF + int(random.integers(HALF - DIGIT + 1)) for part in divmod(int(quarter), 2))
        scene[:, row : row + DIGIT, column : column + DIGIT] = images[which]
        found.append((row, column, int(classes[which])))
    return scene, found


def _places(found: list[tuple[int, int, int]], side: int) -> Tensor:
    """Say which digit stands at each place of the map, 10 where none does."""
    at = torch.arange(side) * STRIDE
    truth = torch.full((side, side), NOTHING)
    for row, column, label in found:
        near = ((at - row).abs() < NEAR)[:, None] & ((at - column).abs() < NEAR)
        truth[near] = label
    return truth


def _found(score: Tensor, digits_there: list[tuple[int, int, int]]) -> list[bool]:
    """Say of each digit whether a peak within `NEAR` pixels of it names it."""
    sure = score[..., :NOTHING].amax(2) - score[..., NOTHING]
    peaks = (sure == F.max_pool2d(sure[None, None], 7, 1, 3)[0, 0]) & (sure > 0)
    named = [
        (STRIDE * row, STRIDE * column, int(score[row, column, :NOTHING].argmax()))
        for row, column in peaks.nonzero().tolist()
    ]
    return [
        any(abs(row - r) <= NEAR and abs(column - c) <= NEAR and label == one for r, c, one in named)
        for row, column, label in digits_there
    ]
