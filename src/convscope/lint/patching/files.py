"""Files of the user's: read as sources, where they are what was run, and compared with what they would be."""

from __future__ import annotations

import linecache
import re
import sysconfig
import tokenize
from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path

from convscope.lint.patching.source import BOM, NotPlain, Source

OURS = Path(__file__).parents[2]


def hunks(source: Source, text: str, path: str) -> str:
    """Compare a source with its text after changes; lines end as they do in the file."""
    was, now = [re.findall(r"[^\n]*\n|[^\n]+$", BOM * source.marked + one) for one in (source.text, text)]
    old, new = (path, path) if path.startswith("/") else (f"a/{path}", f"b/{path}")
    tab = "\t" if " " in path else ""  # so that what follows a space is of the name
    lines = unified_diff(was, now, old + tab, new + tab)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def read(path: Path) -> Source:
    """Read a file of the user's; raises `NotPlain` for one that is not theirs, or not what was run."""
    if not path.is_file():
        raise NotPlain(f"{path} is no file")
    libraries = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    places = (path.resolve(), path.absolute())
    if path.resolve().is_relative_to(OURS):
        raise NotPlain(f"{path.name} is convscope's own")
    if {"site-packages", "dist-packages"} & {*path.parts} or any(
        one.is_relative_to(library) for library in libraries for one in places
    ):
        raise NotPlain(f"{_package(path)} is an installed package")
    raw = path.read_bytes()
    try:
        with path.open("rb") as file:
            encoding, _ = tokenize.detect_encoding(file.readline)
        text = raw.decode(encoding)
        source = Source(path, text, "utf-8" if encoding == "utf-8-sig" else encoding, encoding == "utf-8-sig")
        source.tree  # noqa: B018, that it parses
        source.tokens  # noqa: B018
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        raise NotPlain(f"Python does not read {near(path)} any more") from error
    run = linecache.cache.get(str(path))
    if run is not None and len(run) == 4 and _words(run[2]) != _words(source.lines):
        raise NotPlain(f"{near(path)} has changed since it was read")
    return source


def _words(lines: Iterable[str]) -> list[str]:
    """Give lines as `linecache` keeps them: ended by a line feed, the last as well."""
    return "".join(lines).replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _package(path: Path) -> str:
    parts = path.parts
    place = next((index for index, part in enumerate(parts) if part in ("site-packages", "dist-packages")), -2)
    return f"what is in {parts[place + 1]}"


def near(path: Path) -> Path:
    """Give a path below the working folder without it."""
    for one, here in ((path, Path.cwd()), (path.resolve(), Path.cwd().resolve())):
        if one.is_relative_to(here):
            return one.relative_to(here)
    return path
