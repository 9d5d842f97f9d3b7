"""A user's folder with each of its pictures looked at: what of it can be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from convscope.data.dataset import Skipped
from convscope.data.duplicates import Duplicates, find_duplicates
from convscope.data.notes import shown
from convscope.data.recognise import recognise
from convscope.data.recognised import Item, Recognised
from convscope.data.survey import survey
from convscope.picture import Examined


@dataclass(frozen=True)
class Surveyed:
    """A folder recognised, each of its usable pictures examined, and those that are there twice.

    ``recognised.items`` are the usable ones, ``examined[i]`` belongs to ``items[i]``; what was found broken has gone
    to ``recognised.skipped``.
    """

    recognised: Recognised
    examined: tuple[Examined, ...]
    duplicates: Duplicates

    @property
    def channels(self) -> int:
        """Bands of the pictures: 1 where all are grey."""
        return max((one.bands for one in self.examined), default=3)


def survey_folder(path: str | Path, *, rehash: bool = False) -> Surveyed:
    """Recognise a folder and look at every picture; broken ones, and those of other bands, are skipped."""
    recognised = recognise(path)
    folder = recognised.folder if recognised.folder.is_dir() else recognised.folder.parent
    found = survey(folder, [item.path for item in recognised.items], rehash=rehash)
    bands = _bands(found)
    items: list[Item] = []
    examined: list[Examined] = []
    skipped = list(recognised.skipped)
    for item, one in zip(recognised.items, found, strict=True):
        fault = one.fault
        if not fault and one.bands != bands and {one.bands, bands} != {1, 3}:
            fault = f"has {one.bands} bands, the others have {bands}"
        if fault:
            skipped.append(Skipped(shown(item.path, folder), fault))
        else:
            items.append(item)
            examined.append(one)
    usable = replace(recognised, items=tuple(items), skipped=tuple(skipped))
    return Surveyed(usable, tuple(examined), find_duplicates(examined))


def _bands(found: Sequence[Examined]) -> int:
    """Choose the bands that most pictures have; grey and colour go together."""
    counts = Counter(3 if one.bands == 1 else one.bands for one in found if not one.fault)
    most = counts.most_common(1)[0][0] if counts else 3
    return 1 if most == 3 and all(one.bands != 3 for one in found) else most
