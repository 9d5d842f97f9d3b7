"""Colours that tell classes apart."""

from __future__ import annotations

from colorsys import hsv_to_rgb
from functools import lru_cache

import numpy as np

# Okabe and Ito 2008, told apart by colour-blind people too; black, which is no data's, left out
FIRST = ((0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167), (86, 180, 233), (213, 94, 0), (240, 228, 66))
SHADES = ((1.0, 1.0), (1.0, 0.6), (0.55, 1.0), (0.6, 0.75), (0.9, 0.4), (0.25, 0.95), (0.35, 0.55), (0.8, 0.85))
Colour = tuple[int, int, int]


def class_colours(count: int) -> tuple[Colour, ...]:
    """Give ``count`` colours, (red, green, blue) of 0 … 255 each; the first ones are always the same.

    >>> class_colours(2)
    ((0, 114, 178), (230, 159, 0))

    Each further one is that of a wheel of shades which is farthest from all before it; after some 290 they come again.
    """
    known = _ordered()
    return tuple(known[number % len(known)] for number in range(count))


@lru_cache(maxsize=1)
def _ordered() -> tuple[Colour, ...]:
    wheel = [hsv_to_rgb(hue / 36, *shade) for shade in SHADES for hue in range(36)]
    colours = np.unique(np.rint(np.array(wheel) * 255).astype(int), axis=0)
    found = list(FIRST)
    distance = np.min([((colours - one) ** 2).sum(1) for one in found], axis=0)
    while distance.max() > 0:
        red, green, blue = colours[distance.argmax()].tolist()
        found.append((red, green, blue))
        distance = np.minimum(distance, ((colours - found[-1]) ** 2).sum(1))
    return tuple(found)
