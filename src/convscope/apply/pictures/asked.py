"""Which pictures are meant: files, folders, patterns, or a list on standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from convscope.data import Skipped
from convscope.data.recognised import counted, plain
from convscope.data.walk import walk
from convscope.errors import ConvscopeError

STDIN = "-"


@dataclass(frozen=True)
class Asked:
    """The files, in the order in which they were named, each once; what below a folder cannot be reached, and why."""

    paths: tuple[Path, ...]
    skipped: tuple[Skipped, ...] = ()
    ignored: int = 0


def asked_for(given: str | Path | Sequence[str | Path], *, lines: Iterable[str] | None = None) -> Asked:
    """Find the pictures that are meant.

    A folder stands for all pictures below it, sorted; a pattern, ``photos/**/*.jpg``, for what it matches; ``-`` for
    the ``lines`` of standard input, a path each. What is named itself is taken whatever it is called, and told as
    a fault where it is not there. Raises `ConvscopeError` where a pattern matches nothing or no picture is left.
    """
    names = [given] if isinstance(given, (str, Path)) else list(given)
    if STDIN in map(str, names):
        given_lines = map(os.fsdecode, getattr(sys.stdin, "buffer", sys.stdin)) if lines is None else lines
        listed = [line.rstrip("\r\n") for line in given_lines]
        place = list(map(str, names)).index(STDIN)
        names[place : place + 1] = [line for line in listed if line.strip()]
        if not names:
            raise ConvscopeError("no path came on standard input", fix="give one a line, as find prints them")
    if not names:
        raise ConvscopeError("no pictures came", fix="give files, folders, patterns, or - for a list on standard input")
    paths: dict[Path, None] = {}
    skipped: list[Skipped] = []
    ignored = 0
    for name in names:
        place_of = Path(name)
        if place_of.is_dir():
            found = walk(place_of)
            paths.update(dict.fromkeys(found.pictures))
            skipped += [Skipped(str(place_of / one.path), one.reason) for one in found.skipped]
            ignored += len(found.ignored)
        elif place_of.exists() or not has_magic(str(name)):
            paths[place_of] = None  # one that is not there is reported with the broken ones
        else:
            matched = [Path(match) for match in sorted(glob(str(name), recursive=True)) if Path(match).is_file()]  # noqa: PTH207
            if not matched:
                raise ConvscopeError(f"nothing matches {plain(name)}", fix="give files, folders or a pattern that does")
            paths.update(dict.fromkeys(matched))
    if not paths:
        raise ConvscopeError(_none(names, skipped, ignored), fix="give a folder that holds pictures")
    return Asked(tuple(paths), tuple(skipped), ignored)


def _none(names: Sequence[str | Path], skipped: Sequence[Skipped], ignored: int) -> str:
    where = ", ".join(plain(name) for name in names[:3]) + (" …" if len(names) > 3 else "")
    there = [counted(ignored, "other file")] if ignored else []
    there += [f"{plain(one.path)} {one.reason}" for one in skipped[:2]]
    return f"there is no picture in {where}" + (f"; there is {', '.join(there)}" if there else "")
