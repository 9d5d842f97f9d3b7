"""What was decided about a user's data, and what is amiss in them: a value that whoever loads them hears of."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from convscope.data.duplicates import Duplicates
from convscope.data.recognised import Recognised, counted, plain
from convscope.picture import Examined


@dataclass(frozen=True)
class Noted:
    """Lines on a data set: what it is taken for and how it is cut (``decided``), and what to look at (``amiss``)."""

    data: str
    decided: tuple[str, ...]
    amiss: tuple[str, ...] = ()


Hear = Callable[[Noted], None]


def say(noted: Noted) -> None:
    """Write it to stderr: what is done where nobody else listens."""
    sys.stderr.writelines(f"{line}\n" for line in (*noted.decided, *noted.amiss))


def amiss(recognised: Recognised, examined: Sequence[Examined], duplicates: Duplicates) -> tuple[str, ...]:
    """Tell of equal pictures in several parts or under several labels, of animated ones and of skipped files."""
    items, told = recognised.items, []
    folder = recognised.folder if recognised.folder.is_dir() else recognised.folder.parent

    def first(groups: tuple[tuple[int, ...], ...]) -> str:
        return " = ".join(shown(items[index].path, folder) for index in groups[0][:3])

    across = duplicates.across([item.part for item in items])
    if across:
        told.append(f"{_are(len(across))}, nearly or exactly, in more than one part, such as {first(across)}")
    several = duplicates.several_labels([item.labels for item in items])
    if several:
        told.append(f"{under_several(len(several))}, such as {first(several)}")
    animated = sum(one.frames > 1 for one in examined)
    if animated:
        told.append(f"animated, the first frame being used: {counted(animated, 'picture')}")
    if recognised.skipped:
        first_three = "; ".join(f"{one.path} {one.reason}" for one in recognised.skipped[:3])
        more = f"; and {len(recognised.skipped) - 3} more" if len(recognised.skipped) > 3 else ""
        told.append(f"skipped: {counted(len(recognised.skipped), 'file')}: {first_three}{more}")
    return tuple(told)


def under_several(count: int) -> str:
    """Say that equal pictures have several labels.

    >>> under_several(1)
    '1 picture is there under more than one label'
    """
    return f"{_are(count)} there under more than one label"


def shown(path: Path, folder: Path) -> str:
    """Write a file's name from its folder on."""
    return plain(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _are(count: int) -> str:
    return f"{counted(count, 'picture')} {'is' if count == 1 else 'are'}"
