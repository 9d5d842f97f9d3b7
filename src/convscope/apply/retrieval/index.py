"""Open an index and look things up in it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.apply.retrieval.features import vectors_of, weights_hash
from convscope.apply.retrieval.kept import AGAIN, About, read_kept
from convscope.apply.retrieval.looked_up import Duplicates, Found, Hit
from convscope.apply.retrieval.reranking import reranked
from convscope.data.recognised import plain
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.loading import load
from convscope.model import Model
from convscope.picture import examine
from convscope.training.rebuilt import moved

NEAR = 0.65  # distance up to which a picture may be another's copy; how these two were chosen: bench/LOG.md
LEVELS = 2.5  # of 255 by which 8 x 8 grey thumbnails of copies differ at most, on average
NEIGHBOURS = 32  # of each picture that are looked at for copies


@dataclass(frozen=True)
class PictureIndex:
    """An index that is open: its network, its vectors, and which file each key stands for."""

    place: Path
    about: About
    vectors: Any  # usearch's Index, whose searches are typed as of one picture or of many
    model: Model

    def __len__(self) -> int:
        return len(self.about.files)

    def find(self, picture: str | Path, count: int = 12, *, rerank: bool = False) -> Found:
        """Give the pictures nearest to one, nearest first; itself too, where it is in the index.

        With ``rerank`` in the order, and at the distances, of `reranked`. Raises `BrokenPicture` where the picture
        cannot be read.
        """
        if count < 1:
            raise ConvscopeError(f"count = {count} came", fix="give at least 1")
        if not len(self):
            return Found(plain(picture), (), 0, 0.0)
        seen = vectors_of(self.model, self.about.layer, [Path(picture)], turned=self.about.turned)
        if seen.faults:
            raise BrokenPicture(f"{plain(picture)} {seen.faults[0]}")
        begun = time.perf_counter()
        keys, distances = self.nearest(seen.vectors[0], count, rerank=rerank)
        spent = 1000 * (time.perf_counter() - begun)
        paths = self._paths()
        hits = tuple(Hit(plain(paths[key]), max(0.0, distance)) for key, distance in zip(keys, distances, strict=True))
        gone = sum(not Path(paths[key]).is_file() for key in keys)
        return Found(plain(picture), hits, len(self), spent, gone)

    def nearest(
        self, vector: npt.NDArray[np.float32], count: int, *, rerank: bool = False
    ) -> tuple[list[int], list[float]]:
        """Give the keys and distances of the ``count`` vectors nearest to one, nearest first; see `reranked`."""
        count = min(count, len(self))
        if rerank:
            return reranked(self.vectors, vector, count)
        matches = self.vectors.search(vector, count)
        return matches.keys.tolist(), matches.distances.tolist()

    def duplicates(self, distance: float = NEAR) -> Duplicates:
        """Give groups of pictures that are one picture: resized, compressed again, or the same file twice.

        Of each picture's nearest those at most ``distance`` away are looked at; a copy is one whose thumbnail is the
        same to `LEVELS`. What compressing does to features, it hardly does to thumbnails, and those of different
        pictures may be alike by chance where features are not.
        """
        if not 0 <= distance < 1:
            raise ConvscopeError(f"distance = {distance:g} came", fix="give one from 0 up to 1, as 0.65")
        paths = self._paths()
        keys = np.array(sorted(paths), dtype=np.uint64)
        parent = {int(key): int(key) for key in keys}

        def first(key: int) -> int:
            while parent[key] != key:
                key = parent[key]
            return key

        thumbs: dict[int, npt.NDArray[np.int16] | None] = {}

        def alike(*pair: int) -> bool:
            for key in pair:
                if key not in thumbs:
                    thumbs[key] = _thumb(paths[key])
            one, other = (thumbs[key] for key in pair)
            return one is not None and other is not None and float(np.abs(one - other).mean()) <= LEVELS

        for start in range(0, len(keys), 1024):
            part = keys[start : start + 1024]
            matches = self.vectors.search(np.stack([self.vectors.get(int(key)) for key in part]), NEIGHBOURS)
            rows = [matches] if len(part) == 1 else matches  # of one row usearch gives its matches themselves
            for near, key in zip(rows, part.tolist(), strict=True):
                for other, far in zip(near.keys.tolist(), near.distances.tolist(), strict=True):
                    if far <= distance and other != key and alike(int(key), int(other)):
                        low, high = sorted((first(key), first(other)))
                        parent[high] = low
        groups: dict[int, list[int]] = {}
        for key in keys.tolist():
            groups.setdefault(first(key), []).append(key)
        twice = [group for group in groups.values() if len(group) > 1]
        gone = sum(not Path(path).is_file() for path in paths.values())
        return Duplicates(tuple(self._group(group, paths) for group in twice), len(self), distance, gone)

    def _group(self, keys: Sequence[int], paths: dict[int, str]) -> tuple[Hit, ...]:
        vectors = np.stack([self.vectors.get(key) for key in keys])
        far = np.maximum(0.0, 1 - vectors @ vectors[0])
        return tuple(Hit(plain(paths[key]), float(apart)) for key, apart in zip(keys, far, strict=True))

    def _paths(self) -> dict[int, str]:
        return {entry.key: path for path, entry in self.about.files.items()}


def open_index(place: str | Path, *, device: str = "cpu") -> PictureIndex:
    """Open an index that was built, with its network, which works on ``device``.

    Raises `BrokenData` where it is not whole, and `ConvscopeError` where there is none, or its network has changed.
    """
    about, vectors = read_kept(Path(place))
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in about.loading.items()
    }
    try:
        model = load(about.model, **said)
    except ConvscopeError as error:
        raise moved(str(place), about.model, error) from error
    if weights_hash(model.module) != about.weights:
        raise ConvscopeError(f"{about.model} is not the network that {place} was made with any more", fix=AGAIN)
    return PictureIndex(Path(place), about, vectors, replace(model, module=model.module.to(device)))


def _thumb(path: str) -> npt.NDArray[np.int16] | None:
    """Give a picture as 8 x 8 grey levels; None where it cannot be read any more."""
    found = examine(path)
    return None if found.fault else np.frombuffer(bytes.fromhex(found.thumb), np.uint8).astype(np.int16)
