"""What was found in an index, as a contact sheet with distances."""

from __future__ import annotations

from convscope.apply.pictures.contact_sheet import contact_sheet
from convscope.apply.retrieval.looked_up import Duplicates, Found
from convscope.draw import View

COLUMNS = 6


def found_sheet(found: Found) -> View:
    """Show a picture, then those nearest to it."""
    first = [(found.picture, "asked for")]
    return contact_sheet(
        [*first, *((hit.path, f"{name_of(hit.path)} {hit.distance:.3f}") for hit in found.hits)],
        title=f"nearest of {found.pictures:,} pictures",
        sentence="Nearest first; numbers are distances of the network's features, 1 - cosine: 0 is the same.",
        columns=min(COLUMNS, 1 + len(found.hits)),
    )


def duplicates_sheet(found: Duplicates) -> View:
    """Show each group of copies, one after another, with its number."""
    shown = [
        (hit.path, f"{number}: {name_of(hit.path)} {hit.distance:.3f}")
        for number, group in enumerate(found.groups, start=1)
        for hit in group
    ]
    return contact_sheet(
        shown,
        title=f"{len(found.groups):,} groups of copies among {found.pictures:,} pictures",
        sentence="The group's number, the file, and its distance to the group's first picture.",
        columns=min(COLUMNS, len(shown)),
    )


def name_of(path: str) -> str:
    """Give a file's folder and name, short.

    >>> name_of("/a/photos/cats/tom.jpg")
    'cats/tom'
    """
    stem = path.rpartition(".")[0] or path
    return "/".join(stem.split("/")[-2:])[-26:]
