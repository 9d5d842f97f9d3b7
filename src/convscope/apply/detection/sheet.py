"""What was found on pictures as a contact sheet: each with its boxes drawn on it."""

from __future__ import annotations

from pathlib import Path

from convscope.apply.detection.detected import Detected, Detections
from convscope.apply.detection.overlay import overlay
from convscope.apply.pictures.contact_sheet import MOST, contact_sheet
from convscope.draw import View
from convscope.errors import BrokenPicture
from convscope.picture import Picture, read

COLUMNS = 6


def detections_sheet(found: Detections) -> View:
    """Show pictures with their boxes; of more than a sheet holds the first."""
    unread = len(found.faults)
    sentence = f"Boxes from a confidence of {found.confidence:g} on, each class in its colour."
    if unread:
        sentence += f" Grey: {unread:,} that could not be read."
    pairs = list(zip(found.paths, found, strict=True))
    drawn: list[tuple[str | Path | Picture, str]] = [(_drawn(path, one), caption(one)) for path, one in pairs[:MOST]]
    return contact_sheet(
        drawn + [(path, "") for path, _ in pairs[MOST:]],
        title=f"what {found.model} finds on {len(found):,} pictures",
        sentence=sentence,
        columns=min(COLUMNS, len(found)),
    )


def caption(one: Detected) -> str:
    """Write how many boxes of which classes there are.

    >>> from convscope.apply.detection import DetectedBox
    >>> caption(Detected("a.jpg", boxes=(DetectedBox("ant", 0, 0.9, (0, 0, 2, 2)),) * 2))
    'ant × 2'
    """
    if one.fault:
        return "cannot be read"
    return ", ".join(f"{name} × {count}" if count > 1 else name for name, count in one.counts.items()) or "nothing"


def _drawn(path: Path, one: Detected) -> Path | Picture:
    if one.fault:
        return path
    try:
        return overlay(read(path), one.boxes)
    except BrokenPicture:  # it was there when the network saw it
        return path
