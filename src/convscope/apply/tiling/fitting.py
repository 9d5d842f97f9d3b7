"""Sizes that a picture can be padded to where a network takes, or answers with, multiples alone."""

from __future__ import annotations

from collections.abc import Iterator

MULTIPLES = (2, 4, 8, 16, 32, 64, 128)


def sizes(height: int, width: int) -> Iterator[tuple[int, int]]:
    """Give a picture's size, then larger ones that are multiples.

    >>> list(sizes(60, 7))[:4]
    [(60, 7), (60, 8), (64, 8), (64, 16)]
    """
    tried = [(height, width)]
    yield height, width
    for multiple in MULTIPLES:
        size = -(-height // multiple) * multiple, -(-width // multiple) * multiple
        if size not in tried:
            tried.append(size)
            yield size
