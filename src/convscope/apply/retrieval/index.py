"""Build an index, let it follow its files, and look things up in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from convscope.apply.pictures.asked import asked_for
from convscope.apply.pictures.heap import kept_heap
from convscope.apply.pictures.passing import batch_for, passed
from convscope.apply.pictures.predict import MANY
from convscope.apply.pictures.quick import answers_of, quickened
from convscope.apply.retrieval.features import HEAD, Features, Vectors, features_at, of_length_one, weights_hash
from convscope.apply.retrieval.kept import AGAIN, About, Entry, empty_vectors, read_kept, require, write_kept
from convscope.apply.retrieval.looked_up import Duplicates, Found, Hit
from convscope.data import Skipped
from convscope.data.recognised import plain
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.loading import load
from convscope.model import Model
from convscope.picture import examine

NEAR = 0.45  # distance up to which a picture may be another's copy; how these two were chosen: bench/LOG.md
LEVELS = 2.5  # of 255 by which 8 x 8 grey thumbnails of copies differ at most, on average
NEIGHBOURS = 16  # of each picture that are looked at for copies


@dataclass(frozen=True)
class Indexed:
    """What following its files came to: how many the index holds now, and what of them is new."""

    place: Path
    model: str
    layer: str
    pictures: int
    added: int
    changed: int
    removed: int
    skipped: tuple[Skipped, ...]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether a file could not be read."""
        return bool(self.skipped)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "place": str(self.place)}


@dataclass(frozen=True)
class PictureIndex:
    """An index that is open: its network, its vectors, and which file each key stands for."""

    place: Path
    about: About
    vectors: Any  # usearch's Index, whose searches are typed as of one picture or of many
    model: Model

    def __len__(self) -> int:
        return len(self.about.files)

    def find(self, picture: str | Path, count: int = 12) -> Found:
        """Give the pictures nearest to one, nearest first; itself too, where it is in the index.

        Raises `BrokenPicture` where it cannot be read.
        """
        if count < 1:
            raise ConvscopeError(f"count = {count} came", fix="give at least 1")
        if not len(self):
            return Found(plain(picture), (), 0, 0.0)
        found, faults = _vectors(self.model, self.about.layer, [Path(picture)])
        if faults:
            raise BrokenPicture(f"{plain(picture)} {faults[0]}")
        begun = time.perf_counter()
        matches = self.vectors.search(found[0], min(count, len(self)))
        spent = 1000 * (time.perf_counter() - begun)
        paths = self._paths()
        hits = tuple(
            Hit(plain(paths[key]), max(0.0, distance))
            for key, distance in zip(matches.keys.tolist(), matches.distances.tolist(), strict=True)
        )
        return Found(plain(picture), hits, len(self), spent)

    def duplicates(self, distance: float = NEAR) -> Duplicates:
        """Give groups of pictures that are one picture: resized, compressed again, or the same file twice.

        Of each picture's nearest those at most ``distance`` away are looked at; a copy is one whose thumbnail is the
        same to `LEVELS`. What compressing does to features, it hardly does to thumbnails, and those of different
        pictures may be alike by chance where features are not.
        """
        if not 0 <= distance < 1:
            raise ConvscopeError(f"distance = {distance:g} came", fix="give one from 0 up to 1, as 0.45")
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
            for row, key in enumerate(part.tolist()):
                near = matches[row]
                for other, far in zip(near.keys.tolist(), near.distances.tolist(), strict=True):
                    if far <= distance and other != key and alike(int(key), int(other)):
                        low, high = sorted((first(key), first(other)))
                        parent[high] = low
        groups: dict[int, list[int]] = {}
        for key in keys.tolist():
            groups.setdefault(first(key), []).append(key)
        twice = [group for group in groups.values() if len(group) > 1]
        return Duplicates(tuple(self._group(group, paths) for group in twice), len(self), distance)

    def _group(self, keys: Sequence[int], paths: dict[int, str]) -> tuple[Hit, ...]:
        vectors = np.stack([self.vectors.get(key) for key in keys])
        far = np.maximum(0.0, 1 - vectors @ vectors[0])
        return tuple(Hit(plain(paths[key]), float(apart)) for key, apart in zip(keys, far, strict=True))

    def _paths(self) -> dict[int, str]:
        return {entry.key: path for path, entry in self.about.files.items()}


def open_index(place: str | Path) -> PictureIndex:
    """Open an index that was built, with its network.

    Raises `BrokenData` where it is not whole, and `ConvscopeError` where there is none, or its network has changed.
    """
    about, vectors = read_kept(Path(place))
    model = load(about.model)
    if weights_hash(model.module) != about.weights:
        raise ConvscopeError(f"{about.model} is not the network that {place} was made with any more", fix=AGAIN)
    return PictureIndex(Path(place), about, vectors, model)


def build_index(
    pictures: str | Path | Sequence[str | Path],
    place: str | Path,
    *,
    model: str = "pretrained",
    layer: str = HEAD,
    overwrite: bool = False,
    count: Callable[[int, int], None] = lambda done, total: None,
) -> Indexed:
    """Build an index of pictures in ``place``, or let the one that is there follow its files.

        import convscope as cs
        cs.build_index("photos", "photos.index")
        cs.open_index("photos.index").find("mine.jpg").hits

    Of an index that is there only files that are new or changed, by size and time, are read; those that have gone leave
    it. ``layer`` is a module's name; by default it is what the last, fully connected layer reads. What cannot be read
    is in ``skipped``. Raises `ConvscopeError` where ``place`` holds another network's index, unless ``overwrite``.
    """
    begun = time.monotonic()
    require()
    place = Path(place)
    meant = asked_for(pictures)
    loaded = load(model)
    weights = weights_hash(loaded.module)
    old = None if overwrite or not place.exists() else read_kept(place)
    if old is not None and (old[0].model, old[0].layer, old[0].weights) != (model, layer, weights):
        same = old[0].model == model and old[0].layer == layer
        told = "other weights" if same else f"{old[0].model}{f' at {old[0].layer}' if old[0].layer else ''}"
        raise ConvscopeError(
            f"{place} was made with {told}", fix="say --overwrite to make it again, or another --index"
        )
    if place.exists() and not place.is_dir():
        raise ConvscopeError(f"{place} is a file, an index is a folder", fix="give another --index")
    files = dict(old[0].files) if old is not None else {}
    there: dict[str, tuple[int, int]] = {}
    gone: list[Skipped] = []
    for path in meant.paths:
        try:
            status = path.stat()
            there[str(path.absolute())] = status.st_size, status.st_mtime_ns
        except OSError as error:
            gone.append(Skipped(plain(path), f"cannot be read: {error.strerror}"))
    fresh = [
        name
        for name, (size, at) in there.items()
        if name not in files or (files[name].size, files[name].time) != (size, at)
    ]
    lost = [name for name in files if name not in there]
    found, faults = _vectors(loaded, layer, [Path(name) for name in fresh], count)
    if old is None and not len(found):
        first = f": {plain(fresh[0])} {faults[0]}" if faults else ""
        raise ConvscopeError(f"none of {len(meant.paths):,} files could be read{first}", fix="give pictures")
    vectors = old[1] if old is not None else empty_vectors(found.shape[1])
    changed = [name for name in fresh if name in files]
    for name in (*lost, *changed):
        vectors.remove(files.pop(name).key)
    good = [name for number, name in enumerate(fresh) if number not in faults]
    next_key = old[0].next_key if old is not None else 0
    keys = np.arange(next_key, next_key + len(good), dtype=np.uint64)
    if len(good):
        vectors.add(keys, found)
    for name, key in zip(good, keys.tolist(), strict=True):
        size, at = there[name]
        files[name] = Entry(key=key, size=size, time=at)
    about = About(
        model=model, layer=layer, weights=weights, features=vectors.ndim, vectors="", files=files,
        folders=tuple(str(one) for one in ([pictures] if isinstance(pictures, (str, Path)) else pictures)),
        next_key=next_key + len(good),
    )  # fmt: skip
    if old is None or fresh or lost:
        write_kept(place, about, vectors)
    skipped = (*meant.skipped, *gone, *(Skipped(plain(fresh[number]), why) for number, why in sorted(faults.items())))
    added = len(good) - sum(name in good for name in changed)
    return Indexed(
        place, model, layer, len(files), added, len(changed), len(lost), skipped, time.monotonic() - begun
    )  # fmt: skip


def _thumb(path: str) -> npt.NDArray[np.int16] | None:
    """Give a picture as 8 x 8 grey levels; None where it cannot be read any more."""
    found = examine(path)
    return None if found.fault else np.frombuffer(bytes.fromhex(found.thumb), np.uint8).astype(np.int16)


def _vectors(
    model: Model, layer: str, paths: Sequence[Path], count: Callable[[int, int], None] = lambda done, total: None
) -> tuple[Vectors, dict[int, str]]:
    """Give the features of files that can be read, of length 1, in their order, and why the others cannot be."""
    if not paths:
        return np.zeros((0, 0), np.float32), {}
    features = features_at(model, layer)
    if layer == HEAD and len(paths) >= MANY:  # folding changes what lies between layers, not what the last one reads
        features = Features(quickened(model), features.layer, reads=True)
    many = max(1, min(torch.get_num_threads(), len(paths)))
    parts: list[Vectors] = []
    faults: dict[int, str] = {}
    batch = batch_for(model.contract, model.device.type)
    with kept_heap(), answers_of(model, module=features, many=many) as answers:
        for made in passed(paths, model.fit, answers, batch=batch):
            faults.update(made.faults)
            if len(made.decoded):
                parts.append(of_length_one(made.rows.reshape(len(made.rows), -1)))
            count(made.first + made.size, len(paths))
    return np.concatenate(parts) if parts else np.zeros((0, 0), np.float32), faults
