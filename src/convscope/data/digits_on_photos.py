"""Handwritten digits laid on real photographs, each with its box: a data set for detectors that needs no download.

Each part has digits and photographs of its own, so that nothing of the test part was seen before. A digit of MNIST
where that is at hand, else of scikit-learn's, is brought to a size between `LEAST` and `MOST` of the picture's side,
gets a colour that stands off from the photograph there, and lies on no other digit. Photographs are those in
``$CONVSCOPE_DATA/photos`` and aerial ones in ``scenes``, else scikit-learn's two, cut so that parts share nothing. All
of it follows from the seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from convscope.data import idx
from convscope.data.box import Boxes
from convscope.data.dataset import ArrayPictures, Dataset
from convscope.data.digits import digits
from convscope.data.places import find
from convscope.errors import ConvscopeError
from convscope.picture import read

NAME = "digits-on-photos"
CLASSES = tuple(str(digit) for digit in range(10))
SIDE, PICTURES, HELD = 160, 3000, 200  # pixels of a picture; training pictures; at most, of the other two parts
LEAST, MOST = 16 / 160, 48 / 160  # of the side: a digit's height
DIGITS = 5  # on a picture, at most
INK = 64  # of 255: what of a digit counts for its box
APART = 80.0  # of 255: how far a digit's brightness is from the photograph's behind it
TRIES = 20
LUMA = np.array([0.299, 0.587, 0.114])
PARTS = ("train", "validation", "test")
PHOTOS = (0.7, 0.85)  # shares at which validation and test begin
AERIAL = (80, 20, 20)  # scenes of each part
Grey = npt.NDArray[np.uint8]
Edges = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Material:
    """A part's own photographs, digits and their labels."""

    photos: list[npt.NDArray[np.uint8]]
    digits: Sequence[Grey]
    labels: npt.NDArray[np.int64]


def digits_on_photos(pictures: int = PICTURES, side: int = SIDE, seed: int = 0) -> Dataset:
    """Make ``pictures`` to train on, a fifth as many, at most 200, for validation, and for test; of ``side`` pixels.

    >>> found = digits_on_photos(pictures=5, side=64)
    >>> len(found.pictures), found.answers, found.classes[:3]
    (7, 'box', ('0', '1', '2'))
    """
    _check(pictures, side, seed)
    held = min(HELD, max(1, pictures // 5))
    counts = pictures, held, held
    material = _material()
    made = np.empty((sum(counts), side, side, 3), dtype=np.uint8)
    edges: list[Edges] = []
    classes: list[int] = []
    places: list[int] = []
    for number, (part, which) in enumerate(_order(counts)):
        random = np.random.default_rng([seed, part, which])
        made[number], laid = _picture(material[part], side, random)
        edges += [box for box, _ in laid]
        classes += [label for _, label in laid]
        places += [number] * len(laid)
    boxes = Boxes(
        np.array(edges, dtype=np.float64).reshape(-1, 4), np.array(classes, dtype=np.int64),
        np.zeros(len(edges), dtype=np.bool_), np.array(places, dtype=np.int64),
        np.full((len(made), 2), side, dtype=np.int64),
    )  # fmt: skip
    starts = np.cumsum((0, *counts))
    spans = [np.arange(start, end, dtype=np.int64) for start, end in pairwise(starts)]
    return Dataset(
        NAME, ArrayPictures(made), np.zeros(len(made), dtype=np.int64), CLASSES, spans[2], spans[1],
        origin=spelled(pictures, side, seed), size=(side, side), boxes=boxes,
    )  # fmt: skip


def spelled(pictures: int = PICTURES, side: int = SIDE, seed: int = 0) -> str:
    """Write what is to be typed to have it.

    >>> spelled(), spelled(seed=3)
    ('digits-on-photos', 'digits-on-photos(seed=3)')
    """
    usual = {"pictures": PICTURES, "side": SIDE, "seed": 0}
    said = {"pictures": pictures, "side": side, "seed": seed}
    words = [f"{name}={value}" for name, value in said.items() if value != usual[name]]
    return f"{NAME}({', '.join(words)})" if words else NAME


def _check(pictures: int, side: int, seed: int) -> None:
    for name, value, least in (("pictures", pictures, 1), ("side", side, 32), ("seed", seed, 0)):
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ConvscopeError(f"{name}={value!r} came in {NAME}", fix=f"give a whole number of {least} or more")


def _order(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((part, which) for part, count in enumerate(counts) for which in range(count))


def _picture(
    material: _Material, side: int, random: np.random.Generator
) -> tuple[npt.NDArray[np.uint8], list[tuple[Edges, int]]]:
    """Lay one to `DIGITS` digits on a piece of a photograph."""
    photo = material.photos[random.integers(len(material.photos))]
    height, width = photo.shape[:2]
    cut = int(min(height, width) * random.uniform(0.6, 1))
    top, left = random.integers(height - cut + 1), random.integers(width - cut + 1)
    piece = Image.fromarray(photo[top : top + cut, left : left + cut]).resize((side, side), Image.Resampling.BILINEAR)
    picture = np.array(piece)
    if random.random() < 0.5:
        picture = np.ascontiguousarray(picture[:, ::-1])
    laid: list[tuple[Edges, int]] = []
    for _ in range(random.integers(1, DIGITS + 1)):
        which = int(random.integers(len(material.digits)))
        ink = _inked(np.asarray(material.digits[which]))
        high = max(1, round(side * LEAST * (MOST / LEAST) ** random.random()))
        wide = max(1, round(ink.shape[1] * high / ink.shape[0]))
        place = _free(side, high, wide, [box for box, _ in laid], random)
        if place is None:
            continue
        _paint(picture, np.asarray(Image.fromarray(ink).resize((wide, high), Image.Resampling.BILINEAR)), place, random)
        laid.append((place, int(material.labels[which])))
    return picture, laid


def _inked(digit: Grey) -> Grey:
    """Cut a digit out to where its ink is."""
    down, across = np.flatnonzero((digit > INK).any(1)), np.flatnonzero((digit > INK).any(0))
    return np.ascontiguousarray(digit[down[0] : down[-1] + 1, across[0] : across[-1] + 1])


def _free(side: int, high: int, wide: int, taken: Sequence[Edges], random: np.random.Generator) -> Edges | None:
    """Find room that overlaps nothing."""
    if wide > side or high > side:
        return None
    for _ in range(TRIES):
        left, top = int(random.integers(side - wide + 1)), int(random.integers(side - high + 1))
        right, bottom = left + wide, top + high
        if all(right <= box[0] or box[2] <= left or bottom <= box[1] or box[3] <= top for box in taken):
            return left, top, right, bottom
    return None


def _paint(picture: npt.NDArray[np.uint8], ink: Grey, place: Edges, random: np.random.Generator) -> None:
    """Lay ink on a picture, in a colour that is seen there."""
    left, top, right, bottom = place
    behind = picture[top:bottom, left:right].astype(np.float32)
    colours = random.uniform(0, 255, (32, 3))
    apart = np.abs((colours - behind.mean((0, 1))) @ LUMA)
    colour = colours[int(np.argmax(apart >= APART)) if (apart >= APART).any() else int(apart.argmax())]
    share = (ink.astype(np.float32) / 255 * random.uniform(0.8, 1))[..., None]
    picture[top:bottom, left:right] = np.round(behind * (1 - share) + colour.astype(np.float32) * share)


def _material() -> list[_Material]:
    inks, labels, test = _digits()
    rest = np.setdiff1d(np.arange(len(labels)), test)
    held = len(rest) // 6
    chosen = rest[held:], rest[:held], test
    return [
        _Material(photos, [inks[int(one)] for one in own], labels[own])
        for photos, own in zip(_photos(), chosen, strict=True)
    ]


def _digits() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give MNIST where it is at hand, else scikit-learn's digits enlarged; and which are for the test part."""
    folder = find("mnist", lambda place: place if idx.find_idx(place) and place.name != "fashion-mnist" else None,
                  layouts=("MNIST/raw",))  # fmt: skip
    found = digits() if folder is None else idx.load_idx("mnist", folder, CLASSES)
    assert isinstance(found.pictures, ArrayPictures)
    inks = found.pictures.array[..., 0]
    if folder is None:
        inks = np.stack([np.asarray(Image.fromarray(one).resize((28, 28), Image.Resampling.BICUBIC)) for one in inks])
    return inks, found.labels, found.test


def _photos() -> list[list[npt.NDArray[np.uint8]]]:
    """Give each part its photographs."""
    files = find("photos", lambda place: sorted(place.glob("*.jpg")) or None)
    if files is None:
        from sklearn.datasets import load_sample_images

        strips = [np.array_split(photo, 3, axis=1) for photo in load_sample_images().images]
        return [[strip[part] for strip in strips] for part in range(3)]
    files = [files[int(one)] for one in np.random.default_rng(0).permutation(len(files))]
    bounds = [0, *(max(1, int(len(files) * share)) for share in PHOTOS), len(files)]
    named = [files[start:end] or files[-1:] for start, end in pairwise(bounds)]
    for number, more in enumerate(_aerial()):
        named[number] = [*named[number], *more]
    return [[np.asarray(read(file)[..., :3]) for file in part] for part in named]


def _aerial() -> list[list[Path]]:
    """Give each part aerial photographs: test has those of the scenes' own test part."""
    scenes = find("scenes", lambda place: place if (place / "train").is_dir() and (place / "test").is_dir() else None)
    if scenes is None:
        return []
    random = np.random.default_rng(0)
    parts = {part: sorted((scenes / part).rglob("*.jpg")) for part in ("train", "test")}
    drawn = {part: [files[int(one)] for one in random.permutation(len(files))] for part, files in parts.items()}
    train, held, test = AERIAL
    return [drawn["train"][:train], drawn["train"][train : train + held], drawn["test"][:test]]
