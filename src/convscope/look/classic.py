"""Kernels that everybody knows, at any size: Sobel, Prewitt, Laplacian, Gaussian, Gabor, mean, a single point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb, cos, pi, radians, sin

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
TRIED = 500  # random kernels, of whose likenesses the median is what chance alone gives


@dataclass(frozen=True)
class Classic:
    """A named kernel of unit length: Σ k² = 1. ``value`` may be negated, which its name says."""

    name: str
    values: Array


@dataclass(frozen=True)
class Likeness:
    """The classic kernel that another one resembles most, and how much: the cosine between them, up to 1."""

    classic: Classic
    cosine: float


def most_alike(kernel: Array) -> Likeness:
    """Find the classic kernel of highest normalised correlation, Σ a·b / √(Σ a² · Σ b²).

    >>> found = most_alike(np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]))
    >>> found.classic.name, round(found.cosine, 6)
    ('Sobel 180°', 1.0)
    """
    classics = classic_kernels(*kernel.shape)
    length = float(np.sqrt((kernel**2).sum())) or 1.0
    cosines = np.array([float((one.values * kernel).sum()) for one in classics]) / length
    best = int(cosines.argmax())
    return Likeness(classics[best], float(cosines[best]))


@lru_cache(maxsize=32)
def by_chance(height: int, width: int) -> float:
    """Say how alike some classic kernel a kernel of random numbers is, the median of 500: what means nothing yet."""
    random = np.random.default_rng(0)
    return float(np.median([most_alike(random.normal(size=(height, width))).cosine for _ in range(TRIED)]))


@lru_cache(maxsize=32)
def classic_kernels(height: int, width: int) -> tuple[Classic, ...]:
    """Make them all at a size. Angles are those towards which the picture gets brighter, from the right upwards.

    Sobel's and Prewitt's of 3 × 3 are theirs; of other sizes a binomial, or a mean, times a difference. Those that need
    more than 2 positions along an axis are left out where there are fewer.
    """
    found: list[tuple[str, Array]] = [("mean", np.ones((height, width)))]
    if height * width == 1:
        return (*_named(found), *_named([("minus", -np.ones((1, 1)))]))
    y, x = (np.linspace(-1, 1, length) if length > 1 else np.zeros(1) for length in (height, width))
    rows, columns = np.meshgrid(y, x, indexing="ij")
    distance = rows**2 + columns**2
    point = np.zeros((height, width))
    point[height // 2, width // 2] = 1.0
    if height % 2 and width % 2:
        found += [("a single point", point)]
    for sigma in (0.35, 0.6):
        found.append(("blob", np.exp(-distance / (2 * sigma**2))))
        laplacian = (1 - distance / (2 * sigma**2)) * np.exp(-distance / (2 * sigma**2))
        found.append(("Laplacian", laplacian - laplacian.mean()))
    if min(height, width) >= 3:
        found += _edges(height, width)
    found += _gabors(rows, columns)
    return (*_named(found), *_named([(f"−{name}", -values) for name, values in found if name in NEGATED]))


NEGATED = ("mean", "a single point", "blob", "Laplacian")  # the others' opposites are at other angles


def _named(found: list[tuple[str, Array]]) -> list[Classic]:
    lengths = [(name, values, float(np.sqrt((values**2).sum()))) for name, values in found]
    return [Classic(name, values / length) for name, values, length in lengths if length > 1e-9]


def _edges(height: int, width: int) -> list[tuple[str, Array]]:
    """Make Sobel's and Prewitt's at eight angles: the two along the axes, mixed as directional derivatives are."""
    found = []
    for name, blur in (("Sobel", _binomial), ("Prewitt", np.ones)):
        slope = _slope if name == "Sobel" else lambda length: np.linspace(-1, 1, length)
        across, down = np.outer(blur(height), slope(width)), np.outer(slope(height), blur(width))
        for angle in range(0, 360, 45):
            found.append((f"{name} {angle}°", cos(radians(angle)) * across - sin(radians(angle)) * down))
    return found


def _binomial(length: int) -> Array:
    return np.array([comb(length - 1, place) for place in range(length)], dtype=np.float64)


def _slope(length: int) -> Array:
    """Differentiate a binomial: (-1, 0, 1) of length 3."""
    return np.convolve(_binomial(length - 2), [-1.0, 0.0, 1.0])


def _gabors(rows: Array, columns: Array) -> list[tuple[str, Array]]:
    """Make stripes under a Gaussian: eight angles, two widths of stripe, four phases; less their mean."""
    found = []
    window = np.exp(-(rows**2 + columns**2) / (2 * 0.6**2))
    for angle in np.arange(0, 180, 22.5):
        along = columns * cos(radians(angle)) - rows * sin(radians(angle))
        for stripe in (1.0, 1.6):  # of a half side
            for phase in (0, 90, 180, 270):
                wave = np.cos(2 * pi * along / stripe + radians(phase)) * window
                found.append((f"Gabor {angle:g}°", wave - window * (wave.sum() / window.sum())))
    return found
