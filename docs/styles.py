"""Pictures of style that are nobody's but ours: drawn by rule and by chance, for the gallery, benchmarks and tries.

``python docs/styles.py FOLDER`` draws them all, 512 pixels a side.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import gaussian_filter  # type: ignore[import-untyped]
from scipy.spatial import cKDTree  # type: ignore[import-untyped]

SIDE = 512
Colours = npt.NDArray[np.float64]


def _field(generator: np.random.Generator, side: int, smooth: float) -> npt.NDArray[np.float64]:
    """Give smooth noise in 0 … 1 that goes round at the borders."""
    noise = gaussian_filter(generator.normal(size=(side, side)), smooth, mode="wrap")
    low, high = noise.min(), noise.max()
    field: npt.NDArray[np.float64] = (noise - low) / (high - low)
    return field


def _palette(*colours: str) -> Colours:
    return np.array([[int(colour[at : at + 2], 16) for at in (0, 2, 4)] for colour in colours], dtype=np.float64)


def mosaic(side: int = SIDE) -> Image.Image:
    """Tesserae of blue, gold and red with grout between them."""
    generator = np.random.default_rng(1)
    cell = 15
    rows, columns = np.mgrid[0 : side + cell : cell, 0 : side + cell : cell]
    seeds = np.stack([rows.ravel(), columns.ravel()], 1) + generator.uniform(-4, 4, (rows.size, 2))
    places = np.moveaxis(np.mgrid[0:side, 0:side], 0, 2).reshape(-1, 2)
    distances, nearest = cKDTree(seeds).query(places, k=2)
    bands = _field(generator, side + cell * 2, 34)[rows.ravel(), columns.ravel()]
    colours = _palette("123a6b", "1d6fa3", "58a6b8", "e9dcb5", "d9a02c", "b5431f", "6e1f1b")
    chosen = colours[(np.argsort(np.argsort(bands)) * 7 // len(bands) * 3 + generator.integers(0, 2, len(bands))) % 7]
    chosen = chosen * generator.uniform(0.82, 1.15, (len(bands), 1))
    grout = np.clip((distances[:, 1] - distances[:, 0]) / 2.2, 0, 1)[:, None]
    return _image((chosen[nearest[:, 0]] * grout + np.array([52, 46, 40]) * (1 - grout)).reshape(side, side, 3))


def brush(side: int = SIDE) -> Image.Image:
    """Thick strokes that whirl: night blue, ochre, yellow."""
    generator = np.random.default_rng(2)
    angle = _field(generator, side, 60) * 4 * pi
    tone = _field(generator, side, 40)
    colours = _palette("0d1b3e", "16386f", "2f6db0", "7fb2cf", "d8d9a8", "f0c53a", "d97b1d")
    image = Image.new("RGB", (side * 2, side * 2), (16, 34, 80))
    pen = ImageDraw.Draw(image)
    for _ in range(9000):
        row, column = generator.uniform(0, side, 2)
        rank = tone[int(row), int(column)] * 6 + generator.normal(0, 0.55)
        colour = colours[int(np.clip(round(rank), 0, 6))] * generator.uniform(0.75, 1.25)
        points, at = [], (row, column)
        for _ in range(int(generator.integers(6, 14))):
            points.append((at[1] * 2, at[0] * 2))
            turn = angle[int(at[0]) % side, int(at[1]) % side]
            at = (at[0] + 2.4 * sin(turn), at[1] + 2.4 * cos(turn))
        width = int(generator.integers(7, 12))
        pen.line(points, tuple(np.clip(colour, 0, 255).astype(int)), width, joint="curve")
        lit = tuple(np.clip(colour * 1.28 + 14, 0, 255).astype(int))
        pen.line([(x - 2, y - 2) for x, y in points], lit, max(1, width // 4), joint="curve")
    return image.resize((side, side), Image.Resampling.LANCZOS)


def glass(side: int = SIDE) -> Image.Image:
    """Stained glass: panes of one colour in lead."""
    generator = np.random.default_rng(3)
    seeds = generator.uniform(-20, side + 20, (170, 2))
    places = np.moveaxis(np.mgrid[0:side, 0:side], 0, 2).reshape(-1, 2)
    distances, nearest = cKDTree(seeds).query(places, k=2)
    colours = _palette("b3132b", "e0551b", "f2b52d", "1f7a4d", "125c9c", "4a2a82", "7fc4d9", "f3e6c0")
    panes = colours[generator.integers(0, len(colours), len(seeds))]
    light = 0.72 + 0.5 * _field(generator, side, 16).reshape(-1, 1)
    lead = np.clip((distances[:, 1] - distances[:, 0] - 5) / 2.0, 0, 1)[:, None]
    return _image((panes[nearest[:, 0]] * light * lead + 14 * (1 - lead)).reshape(side, side, 3))


def woodcut(side: int = SIDE) -> Image.Image:
    """Black lines of changing width on cream, as cut in wood."""
    generator = np.random.default_rng(4)
    rows = np.mgrid[0:side, 0:side][0]
    bent = rows + 46 * _field(generator, side, 48)
    tone = _field(generator, side, 30)
    across = np.sin(2 * pi * bent / 8.5)
    ink = 1 / (1 + np.exp(-7 * (across + 2.6 * (tone - 0.52))))
    return _image(np.array([24, 20, 22]) * (1 - ink[..., None]) + np.array([240, 228, 198]) * ink[..., None])


def points(side: int = SIDE) -> Image.Image:
    """Dots of pure colours side by side."""
    generator = np.random.default_rng(5)
    tone = _field(generator, side, 55)
    warm = _palette("e8552d", "f5a62b", "f7dc5c", "e5739b", "ffffff")
    cool = _palette("1b4f9c", "2b8fb3", "3aa36b", "6b4fa0", "a8d5e2")
    image = Image.new("RGB", (side * 2, side * 2), (236, 226, 205))
    pen = ImageDraw.Draw(image)
    for _ in range(16000):
        row, column = generator.uniform(0, side, 2)
        side_of = warm if generator.uniform() < np.clip((tone[int(row), int(column)] - 0.5) * 3 + 0.5, 0, 1) else cool
        colour = side_of[generator.integers(0, 5)] * generator.uniform(0.88, 1.06)
        radius = generator.uniform(4, 7.5)
        pen.ellipse(
            (column * 2 - radius, row * 2 - radius, column * 2 + radius, row * 2 + radius),
            tuple(np.clip(colour, 0, 255).astype(int)),
        )
    return image.resize((side, side), Image.Resampling.LANCZOS)


def paper(side: int = SIDE) -> Image.Image:
    """Water colours run into each other on rough paper, with dark rims."""
    generator = np.random.default_rng(6)
    colours = _palette("f4ead6", "e9b8a1", "c7566a", "6c4a8c", "3f7ea6", "a5c9b4", "f2d28b")
    painted = np.broadcast_to(colours[0], (side, side, 3)).copy()
    for number in range(1, 7):
        field = _field(generator, side, 26) + 0.07 * _field(generator, side, 3)
        inside = np.clip((field - 0.62) * 26, 0, 1)
        rim = np.exp(-(((field - 0.64) / 0.012) ** 2))
        wash = (0.6 * inside + 0.3 * rim)[..., None]
        painted = painted * (1 - wash) + painted * colours[number] / 255 * wash
    grain = 1 + 0.06 * (_field(generator, side, 0.8) - 0.5)[..., None]
    return _image(painted * grain).filter(ImageFilter.SMOOTH)


def _image(numbers: npt.NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(np.clip(numbers, 0, 255).round().astype(np.uint8))


STYLES: dict[str, Callable[..., Image.Image]] = {
    "mosaic": mosaic, "brush": brush, "glass": glass, "woodcut": woodcut, "points": points, "paper": paper,
}  # fmt: skip

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in STYLES.items():
        draw().save(folder / f"{name}.png")
