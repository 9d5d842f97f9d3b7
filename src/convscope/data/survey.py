"""Every picture of a folder examined once: sizes, kinds, faults, hashes. What was found is kept for the next time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from convscope.data.kept import cache_root
from convscope.data.progress import told, workers_here
from convscope.picture import Examined
from convscope.picture.workers import Progress, work

VERSION = 1  # of what `Examined` holds


def survey(
    folder: Path,
    paths: Sequence[Path],
    *,
    rehash: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Examined]:
    """Examine pictures in parallel, one answer a path; those known by path, size and time are not opened again.

    ``rehash`` opens them all. Files with a fault are always looked at again, as what barred them may be gone.
    """
    store = _store("survey", folder)
    found = _answers("examine", store, paths, rehash=rehash, workers=workers, progress=progress or told("looking at"))
    return [Examined(**answer) for answer in found]


def survey_masks(
    folder: Path,
    paths: Sequence[Path],
    *,
    rehash: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Count what each mask's pixels say, as `survey` looks at pictures; see `picture.jobs.examine_masks`."""
    listen = progress or told("looking at masks")
    store = _store("masks", folder)
    return _answers("examine masks", store, paths, rehash=rehash, workers=workers, progress=listen)


def _store(kind: str, folder: Path) -> Path:
    return cache_root() / f"{kind}-{hashlib.blake2b(os.fsencode(folder.absolute()), digest_size=16).hexdigest()}.json"


def _answers(
    job: str, store: Path, paths: Sequence[Path], *, rehash: bool, workers: int | None, progress: Progress
) -> list[dict[str, Any]]:
    """Give a job's answer to every file, those known from before without doing it again."""
    known = {} if rehash else _read(store)
    names = [os.fspath(path.absolute()) for path in paths]
    stamps = [_stamp(path) for path in paths]
    missing = [
        number
        for number, (name, stamp) in enumerate(zip(names, stamps, strict=True))
        if stamp is None or known.get(name, (None,))[0] != stamp
    ]
    fresh = work(job, [names[number] for number in missing], {}, workers=workers or workers_here(), progress=progress)
    for number, answer in zip(missing, fresh, strict=True):
        known[names[number]] = (stamps[number], answer)
    found: list[dict[str, Any]] = [known[name][1] for name in names]
    if missing:
        good = zip(names, found, strict=True)
        _write(store, {name: known[name] for name, answer in good if not answer["fault"]})
    return found


def _stamp(path: Path) -> list[int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _read(store: Path) -> dict[str, Any]:
    try:
        content = json.loads(store.read_text(encoding="ascii"))
        if content["version"] == VERSION and isinstance(content["files"], dict):
            files: dict[str, Any] = content["files"]
            return files
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {}


def _write(store: Path, files: dict[str, Any]) -> None:
    """Keep what was found; without room for it, it is found again the next time."""
    beside = store.with_name(f"{store.name}.{os.getpid()}")
    with suppress(OSError):
        store.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"version": VERSION, "files": files}), encoding="ascii")
        beside.replace(store)
    with suppress(OSError):
        beside.unlink(missing_ok=True)
