"""Pictures cut into tiles, and what was found on them put together."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convscope.apply.detection.tiles import Tile, cut, joined
from convscope.training.detection.scores import FoundBoxes

Edges = tuple[float, float, float, float]


@given(st.integers(1, 300), st.integers(1, 300), st.integers(16, 100), st.integers(0, 50))
def test_tiles_cover_the_picture_and_overlap(height: int, width: int, side: int, overlap: int) -> None:
    """From the first pixel to the last; neighbours share at least the overlap."""
    overlap = min(overlap, side // 2)
    tiles = cut(height, width, side=side, overlap=overlap)
    covered = np.zeros((height, width), dtype=bool)
    for tile in tiles:
        covered[tile.top : tile.bottom, tile.left : tile.right] = True
        assert tile.right - tile.left == min(side, width) and tile.bottom - tile.top == min(side, height)
    assert covered.all()
    lefts = sorted({tile.left for tile in tiles})
    assert all(after - before <= side - overlap for before, after in pairwise(lefts))


def seen(tile: Tile, objects: list[Edges]) -> FoundBoxes:
    """What a detector without fault finds on a tile: what it sees of each object, a whole one more surely."""
    rows, scores = [], []
    for left, top, right, bottom in objects:
        edges = max(left, tile.left), max(top, tile.top), min(right, tile.right), min(bottom, tile.bottom)
        if edges[0] < edges[2] and edges[1] < edges[3]:
            rows.append([edges[0] - tile.left, edges[1] - tile.top, edges[2] - tile.left, edges[3] - tile.top])
            scores.append((edges[2] - edges[0]) * (edges[3] - edges[1]) / ((right - left) * (bottom - top)))
    none = np.zeros(len(rows), dtype=np.int64)
    return FoundBoxes(np.array(rows).reshape(-1, 4), np.array(scores, dtype=np.float32), none, none)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(4, 19), st.integers(4, 19)), max_size=20))
def test_each_object_smaller_than_the_overlap_is_found_once_and_whole(drawn: list[tuple[int, int, int, int]]) -> None:
    """Wherever it lies; pieces of it, that the borders of tiles cut off, are gone. No two objects overlap here."""
    places = {(row, column): (width, height) for row, column, width, height in drawn}
    objects = [
        (21.0 * column, 21.0 * row, 21.0 * column + width, 21.0 * row + height)
        for (row, column), (width, height) in places.items()
    ]
    tiles = cut(210, 210, side=80, overlap=30)
    found = joined(tiles, [seen(tile, objects) for tile in tiles], size=(210, 210), overlap=30)
    assert sorted(map(tuple, found.edges.tolist())) == sorted(objects)


def test_one_tile_is_answered_as_it_is() -> None:
    """Though two of its boxes are all but the same."""
    edges = np.array([[0.0, 0, 9, 9], [0, 0, 9, 8]])
    one = FoundBoxes(edges, np.array([0.9, 0.8], dtype=np.float32), np.zeros(2, np.int64), np.zeros(2, np.int64))
    assert joined(cut(50, 60, side=64, overlap=16), [one], size=(50, 60), overlap=16) is one


def test_an_object_larger_than_the_overlap_stays_in_pieces() -> None:
    """No tile sees it whole: what is seen is kept rather than lost."""
    tiles = cut(100, 180, side=100, overlap=20)
    found = joined(tiles, [seen(tile, [(10, 10, 170, 90)]) for tile in tiles], size=(100, 180), overlap=20)
    assert len(found.edges) == 2
