"""Decoded pictures, fitted to a network's size, kept in a file that is mapped into memory: no JPEG is read twice.

A cache is built under another name and renamed when it is whole, so that what bears a cache's name is one. Its name is
a hash of every file's path, size and time of change, of the input contract, and of Pillow's version, whose resizing the
pixels are.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL

from convscope.data.building import building, clear_stale
from convscope.data.kept import ABOUT, ARRAY, ENVIRONMENT, PREFIX, CacheEntry, about_cache, cache_root
from convscope.data.progress import told, workers_here
from convscope.data.recognised import plain
from convscope.errors import BrokenData, ConvscopeError
from convscope.picture import InputContract
from convscope.picture.examine import hash_file
from convscope.picture.workers import Progress, work

FORMAT = 1  # raised where the same files would give other pixels
Rows = npt.NDArray[np.uint8]


def fitted_rows(
    paths: Sequence[Path],
    contract: InputContract,
    *,
    table: Mapping[int, int] | None = None,
    rehash: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Rows:
    """Give all pictures fitted, (N, height, width, channels), from the cache, which is built where it is not there.

    With a ``table`` of class numbers by value the files are masks, and (N, height, width) class numbers are given.

    ``rehash`` looks at the content of every file, not at its time: a cache of other content is built anew, one of the
    same content under other times is used. ``workers`` is by default torch's number of threads. Raises `BrokenData`
    that names the pictures that cannot be decoded or fitted.
    """
    root = cache_root()
    clear_stale(root)
    each: tuple[int, ...] = (contract.height, contract.width, contract.channels)
    pixels, coding = _pixels(contract), {}
    if table is not None:
        each, coding = each[:2], {"table": sorted(table.items())}
        pixels = {**pixels, **coding}
    if not paths:
        return np.zeros((0, *each), dtype=np.uint8)
    names = [os.path.abspath(path) for path in paths]  # noqa: PTH100  resolving would follow links
    place = root / (PREFIX + _key(names, pixels))
    kept = _same_content(root, _joined(map(hash_file, names)), pixels) if rehash else place
    if kept is not None and (rows := _whole(kept)) is not None:
        return rows
    shape = (len(names), *each)
    _refuse_full_disk(root, int(np.prod(shape)))
    with building(root, place) as folder:
        rows = np.lib.format.open_memmap(folder / ARRAY, mode="w+", dtype=np.uint8, shape=shape)
        offset = int(getattr(rows, "offset", 0))
        del rows
        shared = {"contract": contract.as_dict(), "target": str(folder / ARRAY), "offset": offset, **coding}
        answers = work(
            "fit" if table is None else "fit masks", names, shared, workers=workers or workers_here(),
            progress=_written_early(folder / ARRAY, progress or told("decoding")),
        )  # fmt: skip
        _refuse_faults(names, [fault for fault, _ in answers])
        contents = _joined(content for _, content in answers)
        about = CacheEntry(
            place.name, plain(os.path.commonpath([Path(name).parent for name in names])), len(names),
            contract.height, contract.width, contract.channels if table is None else 1, contract.resize,
            datetime.now(UTC).isoformat(timespec="seconds"), (folder / ARRAY).stat().st_size,
        )  # fmt: skip
        (folder / ABOUT).write_text(
            json.dumps({**about.as_dict(), "pixels": pixels, "contents": contents}),
            encoding="utf-8",
        )
    rows = _whole(place)
    if rows is None:
        raise ConvscopeError(f"the cache {place} is gone again", fix="is something else clearing it?")
    return rows


def _key(names: Sequence[str], pixels: Mapping[str, Any]) -> str:
    """Hash paths, sizes and times with what of the contract changes pixels."""
    hasher = hashlib.blake2b(digest_size=16)
    hasher.update(json.dumps(pixels).encode())
    for name in names:
        try:
            status = Path(name).stat()
        except OSError as error:
            raise BrokenData(f"{plain(name)} cannot be read any more: {error.strerror}", fix="run it again") from error
        hasher.update(os.fsencode(name) + f"\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return hasher.hexdigest()


def _pixels(contract: InputContract) -> dict[str, Any]:
    """Say what pixels depend on beside the files: the contract without the scaling, and the code that resizes."""
    known = {key: value for key, value in contract.as_dict().items() if key not in ("mean", "std")}
    return {**known, "format": FORMAT, "pillow": PIL.__version__}


def _joined(contents: Iterable[str]) -> str:
    """Make one hash of those of all files' contents."""
    hasher = hashlib.blake2b(digest_size=16)
    for content in contents:
        hasher.update(content.encode())
    return hasher.hexdigest()


def _same_content(root: Path, contents: str, pixels: Mapping[str, Any]) -> Path | None:
    """Find a cache of this content, whatever its files were called."""
    for place in sorted(root.glob(PREFIX + "*")):
        about = about_cache(place)
        if about and about["contents"] == contents and about["pixels"] == json.loads(json.dumps(pixels)):
            return place
    return None


def _whole(place: Path) -> Rows | None:
    """Map a cache; None where there is none or it is not whole, as after a full disk."""
    if about_cache(place) is None:
        return None
    try:
        rows: Rows = np.load(place / ARRAY, mmap_mode="c")  # copy on write: torch wants arrays it may write to
        return rows
    except (OSError, ValueError):
        return None


def _written_early(file: Path, progress: Progress) -> Progress:
    """Have the system write to the disk what is decoded while the rest still is, a quarter at a time."""
    quarters = [0.25, 0.5, 0.75]

    def write() -> None:
        with suppress(OSError), file.open("rb") as handle:  # the builder itself says what goes wrong
            os.fsync(handle.fileno())

    def listen(done: int, total: int) -> None:
        if quarters and done >= quarters[0] * total:
            del quarters[0]
            threading.Thread(target=write, daemon=True).start()
        progress(done, total)

    return listen


def _refuse_full_disk(root: Path, needed: int) -> None:
    root.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(root).free
    if needed > free:
        raise ConvscopeError(
            f"the decoded pictures need {needed / 1e9:.1f} GB, {root} has {free / 1e9:.1f} GB free",
            fix=f"convscope cache clear, or set {ENVIRONMENT} to a folder with room",
        )


def _refuse_faults(names: Sequence[str], faults: Sequence[str]) -> None:
    bad = [f"{plain(name)} {fault}" for name, fault in zip(names, faults, strict=True) if fault]
    if bad:
        more = f", and {len(bad) - 3} more" if len(bad) > 3 else ""
        raise BrokenData(
            f"{len(bad)} pictures could not be used: {'; '.join(bad[:3])}{more}", fix="remove or mend them"
        )
