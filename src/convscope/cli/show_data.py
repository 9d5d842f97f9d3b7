"""How a data set and the caches look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from convscope.data.notes import under_several
from convscope.data.recognised import counted

if TYPE_CHECKING:
    from convscope.data import Noted, Overview
    from convscope.verbs.cache import Caches
    from convscope.verbs.data import DataShown

MOST = 10  # lines of a list; the page has them all


def data_shown(result: DataShown) -> Any:
    """Show what is there, and where the page is."""
    shown = result.overview
    parts: list[Any] = [Text(shown.sentence, style="bold")]
    if any(shown.classes.values()):
        parts.append(_counts(shown))
    parts += [Text(note) for note in shown.notes]
    if shown.ignored:
        parts.append(Text(f"left out, being no pictures: {counted(shown.ignored, 'file')}"))
    if shown.animated:
        parts.append(Text(f"animated, the first frame being used: {counted(shown.animated, 'picture')}"))
    if shown.contract is not None:
        parts += _figures(shown)
    parts += _twice(shown)
    parts += _skipped(shown)
    parts.append(Text.assemble("the pictures: ", (str(result.path), "bold")))
    return Group(*parts)


def noted(event: Noted) -> list[Any]:
    """Show what was decided about data before they are used, and what is amiss in them."""
    return [*(Text(f"   {line}") for line in event.decided), *(Text(f"   {line}", "yellow") for line in event.amiss)]


def data_in_short(result: DataShown) -> str:
    """Kind, counts and page in one line."""
    shown = result.overview
    count = sum(shown.parts.values())
    return f"{shown.kind}: {count} pictures, {len(shown.classes)} classes, {len(shown.skipped)} skipped, {result.path}"


def caches(result: Caches) -> Any:
    """List caches with their sizes."""
    if result.freed is not None:
        return Text(f"freed {size(result.freed)} in {result.folder}")
    if not result.caches:
        return Text(f"no decoded pictures are kept in {result.folder}")
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("size", "pictures", "fitted to", "of"):
        grid.add_column(column, justify="right" if column in ("size", "pictures") else "left", overflow="fold")
    for cache in result.caches:
        fitted = f"{cache.height}×{cache.width}×{cache.channels} {cache.resize or ''}".strip()
        grid.add_row(size(cache.bytes), f"{cache.pictures:,}", fitted, cache.of)
    total = Text(f"{size(sum(cache.bytes for cache in result.caches))} in {result.folder}; convscope cache clear")
    return Group(grid, total)


def caches_in_short(result: Caches) -> str:
    """Count and bytes in one line."""
    if result.freed is not None:
        return f"{result.freed} bytes freed"
    return f"{len(result.caches)} caches, {sum(cache.bytes for cache in result.caches)} bytes"


def size(count: int) -> str:
    """Write a number of bytes.

    >>> size(1_234_567)
    '1.2 MB'
    """
    for power, unit in ((9, "GB"), (6, "MB"), (3, "kB")):
        if count >= 10**power:
            return f"{count / 10**power:.1f} {unit}"
    return f"{count} B"


def _counts(shown: Overview) -> Any:
    parts = [part for part in shown.parts if part]
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("class")
    for column in [*parts, "pictures"] if len(parts) != 1 else parts:
        grid.add_column(column, justify="right")
    for name, counts in list(shown.classes.items())[: 3 * MOST]:
        row = [f"{counts.get(part, 0):,}" for part in parts]
        grid.add_row(name, *(row if len(parts) == 1 else [*row, f"{sum(counts.values()):,}"]))
    if len(shown.classes) > 3 * MOST:
        grid.add_row(f"and {len(shown.classes) - 3 * MOST:,} more")
    return grid


def _figures(shown: Overview) -> list[Any]:
    assert shown.contract is not None
    formats = ", ".join(f"{count:,} {name}" for name, count in list(shown.formats.items())[:4])
    aspects = ", ".join(f"{count:,} {name}" for name, count in shown.aspects.items() if count)
    mean, std = (" ".join(f"{value:.3f}" for value in values) for values in (shown.mean, shown.std))
    where = f"{shown.contract.height}×{shown.contract.width}, {shown.contract.resize}"
    over = f"over {shown.measured}" if shown.measured else "over all"
    return [
        Text(f"width  {' · '.join(f'{length:,}' for length in shown.widths)}  (least, median, greatest)"),
        Text(f"height {' · '.join(f'{length:,}' for length in shown.heights)}"),
        Text(f"width to height: {aspects}"),
        Text(f"formats: {formats}"),
        Text(f"channels at {where}, {over}: mean {mean}, std {std}"),
    ]


def _twice(shown: Overview) -> list[Any]:
    lines: list[Any] = []
    if shown.across:
        lines.append(
            Text(f"{len(shown.across):,} groups of (nearly) equal pictures are in several parts:", style="yellow")
        )
        lines += _groups(shown.across)
    if shown.several_labels:
        lines.append(Text(f"{under_several(len(shown.several_labels))}:", style="yellow"))
        lines += _groups(shown.several_labels)
    within = len(shown.near) - len(shown.across)
    if within:
        of = f", {len(shown.exact):,} of all equal to the byte" if shown.exact else ""
        lines.append(Text(f"{within:,} groups of (nearly) equal pictures are within one part{of}"))
    return lines


def _groups(groups: Sequence[Sequence[str]]) -> list[Any]:
    lines = [Text(f"  {' = '.join(group[:3])}{' …' if len(group) > 3 else ''}") for group in groups[:MOST]]
    return [*lines, Text(f"  and {len(groups) - MOST:,} more")] if len(groups) > MOST else lines


def _skipped(shown: Overview) -> list[Any]:
    if not shown.skipped:
        return []
    lines: list[Any] = [Text(f"skipped: {counted(len(shown.skipped), 'file')}", style="yellow")]
    lines += [Text(f"  {one.path}: {one.reason}") for one in shown.skipped[:MOST]]
    if len(shown.skipped) > MOST:
        lines.append(Text(f"  and {len(shown.skipped) - MOST:,} more; the page and --json name them all"))
    return lines
