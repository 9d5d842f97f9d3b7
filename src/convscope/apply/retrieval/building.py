"""Build an index, or let the one that is there follow its files."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from convscope.apply.pictures.asked import Asked, asked_for
from convscope.apply.retrieval.features import HEAD, vectors_of, weights_hash
from convscope.apply.retrieval.kept import ABOUT, About, Entry, empty_vectors, read_kept, require, write_kept
from convscope.data import Skipped
from convscope.data.recognised import plain
from convscope.errors import ConvscopeError
from convscope.loading import load


@dataclass(frozen=True)
class By:
    """What looks at the pictures: a model's spelling, what `convscope.load` is told of it, and one of its layers.

    ``layer`` is a module's name; by default it is what the last, fully connected layer reads. ``turned`` averages over
    the picture's quarter turns: for pictures without an up.
    """

    model: str = "pretrained"
    layer: str = HEAD
    turned: bool = False
    loading: Mapping[str, Any] = field(default_factory=dict)
    device: str = "cpu"


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


def build_index(
    pictures: str | Path | Sequence[str | Path],
    place: str | Path,
    by: By | str = "pretrained",
    *,
    overwrite: bool = False,
    count: Callable[[int, int], None] = lambda done, total: None,
) -> Indexed:
    """Build an index of pictures in ``place``, or let the one that is there follow its files.

        import convscope as cs
        cs.build_index("photos", "photos.index")
        cs.open_index("photos.index").find("mine.jpg").hits

    Of an index that is there only files that are new or changed, by size and time, are read; those that have gone leave
    it. What cannot be read is in ``skipped``. Raises `ConvscopeError` where ``place`` holds another network's index,
    unless ``overwrite``. Ctrl-C keeps what was looked at until then: the same call goes on from there.
    """
    begun = time.monotonic()
    require()
    place, by = Path(place), By(by) if isinstance(by, str) else by
    meant = asked_for(pictures)
    if place.exists() and not place.is_dir():
        raise ConvscopeError(f"{place} is a file, an index is a folder", fix="give another --index")
    model = load(by.model, **by.loading)
    model.refuse_boxes("features of a picture")
    model = replace(model, module=model.module.to(by.device))
    loading = {name: _kept(value) for name, value in by.loading.items()}
    about = About(
        model=by.model, loading=loading, layer=by.layer, turned=by.turned,
        weights=weights_hash(model.module), features=0, vectors="",
        folders=tuple(str(one) for one in ([pictures] if isinstance(pictures, (str, Path)) else pictures)),
        next_key=0, files={},
    )  # fmt: skip
    old = None if overwrite or not (place / ABOUT).is_file() else read_kept(place)
    if old is not None:
        _check_same(place, old[0], about)
    files = dict(old[0].files) if old is not None else {}
    there, gone = _there(meant)
    fresh = [
        name for name, state in there.items() if name not in files or (files[name].size, files[name].time) != state
    ]
    lost = [name for name in files if name not in there]
    seen = vectors_of(model, by.layer, [Path(name) for name in fresh], count, turned=by.turned)
    total, fresh = len(fresh), fresh[: seen.done]
    if old is None and not len(seen.vectors):
        first = f": {plain(fresh[0])} {seen.faults[0]}" if fresh else ""
        raise ConvscopeError(f"none of {len(meant.paths):,} files could be read{first}", fix="give pictures")
    vectors = old[1] if old is not None else empty_vectors(seen.vectors.shape[1])
    changed = [name for name in fresh if name in files]
    for name in (*lost, *changed):
        vectors.remove(files.pop(name).key)
    good = [name for number, name in enumerate(fresh) if number not in seen.faults]
    next_key = old[0].next_key if old is not None else 0
    keys = np.arange(next_key, next_key + len(good), dtype=np.uint64)
    if len(good):
        vectors.add(keys, seen.vectors)
    for name, key in zip(good, keys.tolist(), strict=True):
        files[name] = Entry(key=key, size=there[name][0], time=there[name][1])
    if old is None or fresh or lost:
        told = {"features": vectors.ndim, "files": files, "next_key": next_key + len(good)}
        write_kept(place, about.model_copy(update=told), vectors)
    if len(fresh) < total:
        raise KeyboardInterrupt(f"stopped after {len(fresh):,} of {total:,} pictures, kept in {place}")
    faults = (Skipped(plain(fresh[number]), why) for number, why in sorted(seen.faults.items()))
    added = len(set(good).difference(changed))
    return Indexed(
        place, by.model, by.layer, len(files), added, len(changed), len(lost), (*meant.skipped, *gone, *faults),
        time.monotonic() - begun,
    )  # fmt: skip


def _there(meant: Asked) -> tuple[dict[str, tuple[int, int]], list[Skipped]]:
    """Give the size and time of each file, by its whole path, and those that are not there."""
    there: dict[str, tuple[int, int]] = {}
    gone: list[Skipped] = []
    for path in meant.paths:
        try:
            status, whole = path.stat(), str(path.absolute())
            whole.encode()  # what JSON keeps
            there[whole] = status.st_size, status.st_mtime_ns
        except UnicodeEncodeError:
            gone.append(Skipped(plain(path), "has a name that is not UTF-8: rename it"))
        except OSError as error:
            gone.append(Skipped(plain(path), f"cannot be read: {error.strerror}"))
    return there, gone


def _check_same(place: Path, old: About, new: About) -> None:
    """Refuse to mix what two networks say."""
    hashed = ("weights", "classes")  # the first by its numbers, the second changes none
    loading = [{name: one.loading[name] for name in one.loading if name not in hashed} for one in (old, new)]
    seen = [(one.model, one.layer, one.turned) for one in (old, new)]
    if seen[0] == seen[1] and old.weights == new.weights and loading[0] == loading[1]:
        return
    at = f" at {old.layer}" if old.layer else ""
    told = "other weights or sizes" if seen[0] == seen[1] else f"{old.model}{at}{', turned' if old.turned else ''}"
    raise ConvscopeError(f"{place} was made with {told}", fix="say --overwrite to make it again, or another --index")


def _kept(value: Any) -> Any:
    """Write what was said of a network so that JSON can keep it, and it holds from another folder, too."""
    if isinstance(value, (str, Path)):
        return str(Path(value).absolute()) if Path(value).is_file() else str(value)
    return list(value) if isinstance(value, (tuple, list)) else value
