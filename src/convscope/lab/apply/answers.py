"""What the page Apply asks of the server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError
from convscope.lab.apply.place import coordinates
from convscope.lab.apply.scenery import SHOWN, version
from convscope.lab.apply.tiles import SIDE, levels
from convscope.lab.apply.work import Work, verb_of
from convscope.lab.check.values import number

if TYPE_CHECKING:
    from convscope.lab.apply.scenery import Scenery
    from convscope.lab.opened import Opened

MOST = 2**31
WITHOUT = "convscope lab MODEL --scene scene.tif"


def scene(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give all that the page begins with: the scene's size and place, and what is known of its labels."""
    del values
    if opened.scenery is None:
        return {"scene": None, "command": WITHOUT}
    scenery = opened.scenery
    seen = scenery.scene
    return {
        "scene": {
            "name": Path(scenery.path).name, "height": seen.height, "width": seen.width,
            "side": SIDE, "levels": levels(seen.height, seen.width), "version": version(seen.stamp()),
            "transform": list(seen.place.transform) if seen.place.transform else None, "crs": _called(seen.place.crs),
            "notes": list(map(str, seen.notes)), "said": [note.told() for note in seen.notes],
            "channels": scenery.channels, "shown": SHOWN,
        },
        **_state(opened, scenery),
    }  # fmt: skip


def state(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give what changes while one looks: the labels, their areas, the work."""
    del values
    return _state(opened, _scenery(opened))


def begin(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Begin to segment, or go on with what was stopped; where it is under way already, nothing more is begun."""
    del values
    scenery = _scenery(opened)
    if scenery.work is None or not scenery.work.running:
        scenery.work = Work(verb_of(opened), opened.turns, scenery.words)
    return _state(opened, scenery)


def stop(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Stop segmenting; what is done is kept."""
    del values
    scenery = _scenery(opened)
    if scenery.work is not None:
        scenery.work.stop()
    return _state(opened, scenery)


def place(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Say what is at a pixel: its numbers as they enter the network, its label, where on the earth it is."""
    scenery = _scenery(opened)
    seen = scenery.scene
    row, column = (number(values, name, least=0, most=MOST) for name in ("row", "column"))
    if row >= seen.height or column >= seen.width:
        raise ConvscopeError(f"there is no pixel ({row}, {column}) in {seen.height} × {seen.width}", fix="count from 0")
    window = slice(row, row + 1), slice(column, column + 1)
    labels = scenery.labelled()
    pixels, valid = scenery.read(*window)
    label = None if labels is None else int(labels.read(*window)[0, 0])
    return {
        "row": row, "column": column, "values": pixels[0, 0].tolist(), "data": valid is None or bool(valid[0, 0]),
        "label": label, "nodata": labels is not None and label == labels.nodata,
        "name": None if labels is None or label is None else labels.name(label),
        **coordinates(seen.place, row, column),
    }  # fmt: skip


def _scenery(opened: Opened) -> Scenery:
    if opened.scenery is None:
        raise ConvscopeError("this lab has no scene", fix=WITHOUT)
    return opened.scenery


def _state(opened: Opened, scenery: Scenery) -> dict[str, Any]:
    verb = verb_of(opened)
    told: dict[str, Any] = {
        "labels": None, "counted": None, "fault": "", "kept": scenery.kept, "out": scenery.out.name,
        "work": None if scenery.work is None else scenery.work.told(),
        "same": {"command": verb.command(), "python": verb.python()},
    }  # fmt: skip
    try:
        labels = scenery.labelled()
    except ConvscopeError as error:
        return {**told, "fault": str(error)}
    if labels is None:
        return told
    counting = scenery.counting()
    return {
        **told,
        "labels": {
            "version": version(labels.stamp),
            "bytes": labels.dtype.itemsize,
            "nodata": labels.nodata,
            "classes": [{"label": one, "colour": list(labels.colour(one))} for one in labels.known],
        },
        "counted": None if counting is None else counting.told(),
    }


def _called(crs: str) -> str:
    """Name a reference system in few words."""
    if not crs:
        return ""
    from pyproj import CRS

    found = CRS.from_wkt(crs)
    code = found.to_authority(min_confidence=70)
    return f"{found.name} ({':'.join(code)})" if code else str(found.name)
