"""Pictures that are there twice: byte for byte, or nearly so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convscope.picture import Examined

BITS = 3  # of 64 that may differ
LEVELS = 8.0  # by which the grey thumbnails may differ on average
BANDS = 4  # more than BITS: two hashes that differ in 3 bits agree in one of 4 quarters


@dataclass(frozen=True)
class Duplicates:
    """Groups of indices of pictures that are the same: ``exact`` by content, ``near`` (or exact) by appearance."""

    exact: tuple[tuple[int, ...], ...]
    near: tuple[tuple[int, ...], ...]

    def across(self, parts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
        """Give the groups, near ones too, whose pictures are in more than one part."""
        return tuple(group for group in self.near if len({parts[index] for index in group}) > 1)

    def several_labels(self, labels: Sequence[Sequence[str]]) -> tuple[tuple[int, ...], ...]:
        """Give the groups of exactly equal pictures that are not all labelled alike."""
        return tuple(group for group in self.exact if len({frozenset(labels[index]) for index in group}) > 1)


def find_duplicates(examined: Sequence[Examined]) -> Duplicates:
    """Group equal pictures: contents of one hash; nearly equal: difference hashes at most 3 of 64 bits apart.

    Smooth pictures (sky, sand) have difference hashes of noise, so 8 × 8 grey thumbnails must agree too, to 8 of 255
    levels on average. Files with a fault are left out.
    """
    good = [index for index, one in enumerate(examined) if not one.fault]
    exact: dict[str, list[int]] = {}
    for index in good:
        exact.setdefault(examined[index].content, []).append(index)
    pairs = [(group[0], other) for group in exact.values() for other in group[1:]]
    firsts = [group[0] for group in exact.values()]
    hashes = np.array([int(examined[index].hash, 16) for index in firsts], dtype=np.uint64)
    thumbs = np.array([list(bytes.fromhex(examined[index].thumb)) for index in firsts], dtype=np.int16)
    near = _near_pairs(hashes, thumbs) if len(firsts) > 1 else np.zeros((0, 2), dtype=np.int64)
    pairs += [(firsts[a], firsts[b]) for a, b in near.tolist()]
    return Duplicates(_sorted([group for group in exact.values() if len(group) > 1]), _joined(pairs))


def _near_pairs(hashes: npt.NDArray[np.uint64], thumbs: npt.NDArray[np.int16]) -> npt.NDArray[np.int64]:
    """List pairs (a, b) of near hashes: those that agree in a quarter of their bits are compared whole."""
    found: list[npt.NDArray[np.int64]] = []
    for band in range(BANDS):
        quarter = (hashes >> np.uint64(16 * band)) & np.uint64(0xFFFF)
        order = np.argsort(quarter, kind="stable")
        edges = np.flatnonzero(np.diff(quarter[order])) + 1
        for bucket in np.split(order, edges):
            for place, first in enumerate(bucket[:-1]):
                rest = bucket[place + 1 :]
                close = rest[_distance(hashes[first], hashes[rest]) <= BITS]
                alike = close[np.abs(thumbs[close] - thumbs[first]).mean(axis=1) <= LEVELS]
                if alike.size:
                    found.append(np.stack([np.full_like(alike, first), alike], axis=1))
    return np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)


def _distance(one: np.uint64, others: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Count the bits in which hashes differ."""
    differing = (others ^ one).view(np.uint8).reshape(-1, 8)
    counts: npt.NDArray[np.int64] = np.unpackbits(differing, axis=1).sum(axis=1, dtype=np.int64)
    return counts


def _joined(pairs: Sequence[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Join pairs that share a picture into groups."""
    above: dict[int, int] = {}

    def top(index: int) -> int:
        while above.setdefault(index, index) != index:
            above[index] = index = above[above[index]]
        return index

    for a, b in pairs:
        above[top(b)] = top(a)
    groups: dict[int, list[int]] = {}
    for index in above:
        groups.setdefault(top(index), []).append(index)
    return _sorted(list(groups.values()))


def _sorted(groups: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(sorted(tuple(sorted(group)) for group in groups))
