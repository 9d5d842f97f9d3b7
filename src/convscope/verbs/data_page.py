"""The page of ``convscope data``: figures, faults, duplicates, and the pictures as a network would get them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convscope.data import Contents, Overview
    from convscope.report.blocks import Block

PER_CLASS, MOST_CLASSES, MOST_GROUPS, MOST_BROKEN = 8, 24, 12, 200
RESIZED = {
    "stretch": "both axes are brought to size, so the content is distorted where it is not square",
    "crop": "the shorter side is brought to size, then the centre is cut out",
    "letterbox": "the longer side is brought to size, with black beside it",
}


def write_page(contents: Contents, path: Path, *, command: str, python: str) -> Path:
    """Write it."""
    from convscope.report import Facts, Page, SameAs, Section, write

    shown = contents.overview
    first: list[Block] = [Facts(_facts(shown)), *_counts(shown), *_notes(shown)]
    sections = [Section("What is there", first), Section("Sizes", _sizes(shown))]
    if shown.across or shown.near:
        sections.append(Section("There twice", _twice(contents)))
    if shown.skipped:
        sections.append(Section("Skipped", _skipped(shown)))
    if contents.names:
        sections.append(Section("As a network gets them", _sheet(contents)))
    sections[-1] = Section(sections[-1].title, [*sections[-1].blocks, SameAs(command, python)])
    return write(Page(shown.name, f"{shown.sentence}.", sections), path)


def _facts(shown: Overview) -> list[tuple[str, str]]:
    facts = [(f"{sum(shown.parts.values()):,}", "pictures")]
    facts += [(f"{count:,}", part) for part, count in shown.parts.items() if part]
    facts += [(f"{len(shown.classes):,}", "classes")] if shown.classes else []
    facts += [(f"{len(shown.skipped):,}", "files skipped")] if shown.skipped else []
    return facts


def _counts(shown: Overview) -> list[Block]:
    from convscope.report import Table

    if not shown.classes:
        return []
    parts = [part for part in shown.parts if part]
    rows = [
        [name, *[f"{counts.get(part, 0):,}" for part in parts], f"{sum(counts.values()):,}"]
        for name, counts in shown.classes.items()
    ]
    if not any(sum(counts.values()) for counts in shown.classes.values()):
        return []  # masks: the classes are of pixels
    return [Table(["class", *parts, "pictures"] if len(parts) != 1 else ["class", *parts, ""], rows)]


def _notes(shown: Overview) -> list[Block]:
    from convscope.data.recognised import counted
    from convscope.report import Prose

    notes = [f"{note[0].upper()}{note[1:]}." for note in shown.notes]
    if shown.ignored:
        notes.append(f"Left out, being no pictures: {counted(shown.ignored, 'file')}.")
    if shown.animated:
        notes.append(f"Animated, the first frame being used: {counted(shown.animated, 'picture')}.")
    return [Prose(" ".join(notes))] if notes else []


def _sizes(shown: Overview) -> list[Block]:
    from convscope.report import Bars, Prose, Table

    total = sum(shown.aspects.values())
    if not total:
        return [Prose("No picture can be read.")]
    rows = [
        ["width", *[f"{length:,}" for length in shown.widths]],
        ["height", *[f"{length:,}" for length in shown.heights]],
    ]
    formats = ", ".join(f"{count:,} {name}" for name, count in shown.formats.items())
    return [
        Table(["pixels", "least", "median", "greatest"], rows),
        Prose("Width to height:"),
        Bars([(name, count / total) for name, count in shown.aspects.items() if count]),
        Prose(f"Formats: {formats}."),
    ]


def _twice(contents: Contents) -> list[Block]:
    """Show groups of equal pictures, those labelled unalike and those across parts first."""
    from convscope.data.notes import under_several
    from convscope.report import Prose

    shown = contents.overview
    within = [group for group in shown.near if group not in shown.across]
    told = (
        f"{len(shown.across):,} groups of equal or nearly equal pictures are in more than one part: what a network "
        "learnt from one part it then finds in the other. "
        if shown.across
        else "No picture is in two parts. "
        if len(shown.parts) > 1
        else ""
    )
    told += f"{len(within):,} groups are within one part. {len(shown.exact):,} groups are equal to the byte."
    if shown.several_labels:
        told += f" {under_several(len(shown.several_labels))}, which cannot be right."
    blocks: list[Block] = [Prose(told)]
    place = {name: index for index, name in enumerate(contents.names)}
    for group in list(dict.fromkeys([*shown.several_labels, *shown.across, *within]))[:MOST_GROUPS]:
        number = [place[name] for name in group[:PER_CLASS]]
        title = _alike(shown, group)
        parts = ", ".join(dict.fromkeys(contents.parts[index] for index in number if contents.parts[index]))
        note = f"{len(group)} pictures{f' of {parts}' if parts else ''}"
        if group in shown.several_labels:
            note += f": {', '.join(dict.fromkeys(label for index in number for label in contents.labels[index]))}"
        blocks.append(_tiles(contents, number, title=title, note=note))
    return blocks


def _alike(shown: Overview, group: tuple[str, ...]) -> str:
    if group in shown.several_labels:
        return "under more than one label"
    return "in more than one part" if group in shown.across else "equal" if group in shown.exact else "nearly equal"


def _skipped(shown: Overview) -> list[Block]:
    from convscope.report import Prose, Table

    rows = [[one.path, one.reason] for one in shown.skipped[:MOST_BROKEN]]
    blocks: list[Block] = [Table(["file", "why"], rows, texts=2)]
    if len(shown.skipped) > MOST_BROKEN:
        blocks.append(Prose(f"{len(shown.skipped) - MOST_BROKEN:,} more are not shown."))
    return blocks


def _sheet(contents: Contents) -> list[Block]:
    """Show pictures of every class, evenly through the data, after the resize mode."""
    from convscope.report import Prose, Table

    shown = contents.overview
    assert shown.contract is not None
    size = f"{shown.contract.height} × {shown.contract.width}"
    how = RESIZED[shown.contract.resize or "stretch"]
    over = f"the {shown.parts[shown.measured]:,} {f'{shown.measured} ' if shown.measured else ''}pictures"
    rows = [
        [_band(channel, len(shown.mean)), f"{mean:.4f}", f"{std:.4f}"]
        for channel, (mean, std) in enumerate(zip(shown.mean, shown.std, strict=True))
    ]
    blocks: list[Block] = [
        Prose(f"At {size}, {shown.contract.resize}: {how}. Channel statistics over {over}, of values in 0 to 1:"),
        Table(["channel", "mean", "standard deviation"], rows),
    ]
    classes = [name for name, counts in shown.classes.items() if counts]
    if not classes:
        return [*blocks, _tiles(contents, _spread(np.arange(len(contents.names)), 5 * PER_CLASS))]
    for name in classes[:MOST_CLASSES]:
        own = np.array([index for index, labels in enumerate(contents.labels) if name in labels])
        blocks.append(_tiles(contents, _spread(own, PER_CLASS), title=name, note=f"{len(own):,} pictures"))
    if len(classes) > MOST_CLASSES:
        blocks.append(Prose(f"{len(classes) - MOST_CLASSES:,} more classes are not shown."))
    return blocks


def _band(channel: int, channels: int) -> str:
    return ("red", "green", "blue")[channel] if channels == 3 else "grey" if channels == 1 else f"band {channel + 1}"


def _spread(indices: np.ndarray, most: int) -> list[int]:
    """Take at most so many, evenly."""
    chosen = np.linspace(0, len(indices) - 1, min(most, len(indices))).round().astype(int)
    return [int(index) for index in indices[chosen]]


def _tiles(contents: Contents, indices: list[int], *, title: str = "", note: str = "") -> Block:
    from convscope.draw import View
    from convscope.report import Tiles

    assert contents.fitted is not None
    fitted = contents.fitted[indices]
    colours = fitted[..., :3] if fitted.shape[-1] >= 3 else fitted[..., 0]
    captions = tuple(_short(contents.names[index]) for index in indices)
    view = View(colours / 255.0, "pictures", title, "", "picture", captions)
    return Tiles(view, side=96, title=title, note=note, told=False)


def _short(name: str) -> str:
    """Keep a caption to two lines: a file's name without its folders, its middle left out."""
    name = name.rpartition("/")[2]
    return name if len(name) <= 22 else f"{name[:10]}…{name[-11:]}"
