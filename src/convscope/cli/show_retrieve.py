"""How an index, and what is found in it, look in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from convscope.data.recognised import counted

if TYPE_CHECKING:
    from convscope.apply.retrieval import Duplicates, Found, Indexed

BROKEN, GROUPS = 20, 40


def indexed(result: Indexed) -> Any:
    """Say what the index holds now, and what could not be read."""
    lines = [Text(f"{one.path}: {one.reason}", style="yellow") for one in result.skipped[:BROKEN]]
    if len(result.skipped) > BROKEN:
        lines.append(Text(f"and {len(result.skipped) - BROKEN:,} more that could not be read", style="yellow"))
    at = f" at {result.layer}" if result.layer else ""
    told = f"  {counted(result.pictures, 'picture')} by {result.model}{at}: {indexed_changes(result)}"
    told += f" ({result.seconds:.1f} s)"
    return Group(*lines, Text.assemble((str(result.place), "bold"), told))


def indexed_changes(result: Indexed) -> str:
    """Say what is new."""
    return f"{result.added:,} added, {result.changed:,} changed, {result.removed:,} removed"


def found(result: Found) -> Any:
    """List the nearest pictures with their distances."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("distance", justify="right")
    table.add_column("picture", overflow="fold")
    for hit in result.hits:
        table.add_row(f"{hit.distance:.3f}", Text(hit.path))
    told = f"of {counted(result.pictures, 'picture')}, in {result.milliseconds:.1f} ms"
    return Group(table, *_gone(result), Text(told + (f", {result.sheet}" if result.sheet else ""), style="dim"))


def found_in_short(result: Found) -> str:
    """Give the paths, nearest first."""
    return "\n".join(hit.path for hit in result.hits)


def duplicates(result: Duplicates) -> Any:
    """List groups of copies."""
    lines: list[Any] = []
    for number, group in enumerate(result.groups[:GROUPS], start=1):
        lines.append(Text(f"{number}", style="bold"))
        lines += [Text(f"  {hit.distance:.3f}  {hit.path}") for hit in group]
    if len(result.groups) > GROUPS:
        lines.append(Text(f"and {len(result.groups) - GROUPS:,} groups more", style="dim"))
    copies = sum(len(group) - 1 for group in result.groups)
    many = "copy" if copies == 1 else "copies"
    groups = counted(len(result.groups), "group")
    told = f"{groups}, {copies:,} {many} too many among {counted(result.pictures, 'picture')}"
    lines += _gone(result)
    lines.append(Text(told + (f", {result.sheet}" if result.sheet else "")))
    return Group(*lines)


def _gone(result: Found | Duplicates) -> list[Text]:
    """Say which of the files are not there any more."""
    if not result.gone:
        return []
    told = f"{counted(result.gone, 'picture')} of the index {'is' if result.gone == 1 else 'are'} not there any more"
    return [Text(f"{told}: convscope retrieve index FOLDER lets it follow", style="yellow")]


def duplicates_in_short(result: Duplicates) -> str:
    """Give the copies, a group a line."""
    return "\n".join("\t".join(hit.path for hit in group) for group in result.groups)
