"""``images/`` with ``masks/`` of the same names: a label a pixel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from convscope.data.dataset import Skipped
from convscope.data.recognised import PARTS, Item, Recognised, ordered, plain
from convscope.data.walk import folders, walk

IMAGES, MASKS = ("images", "imgs"), ("masks", "mask")
LOOKED_AT = 24  # masks opened to see which values they hold


def read_masks(folder: Path, parts: Mapping[str, Path]) -> Recognised | None:
    """Recognise pictures with masks in each part, ``train/images`` or ``images/train``; None where there are none."""
    items: list[Item] = []
    skipped: list[Skipped] = []
    masks: list[Path] = []
    for part, images, beside in paired(parts, MASKS):
        known = {path.relative_to(beside).with_suffix(""): path for path in walk(beside).pictures}
        found = walk(images, folder)
        skipped += found.skipped
        for path in found.pictures:
            mask = known.get(path.relative_to(images).with_suffix(""))
            if mask is None:
                skipped.append(Skipped(plain(path.relative_to(folder)), f"has no mask in {beside.name}/"))
            else:
                items.append(Item(path, part, mask=mask))
                masks.append(mask)
    if not items:
        return None
    some = masks[:: max(1, len(masks) // LOOKED_AT)][:LOOKED_AT]
    classes, note = _values(some)
    return Recognised("masks", folder, tuple(items), classes, tuple(skipped), 0, (f"{note} (in {len(some)} of them)",))


def paired(parts: Mapping[str, Path], beside: tuple[str, ...]) -> list[tuple[str, Path, Path]]:
    """Find (part, folder of pictures, folder beside it), whether parts are above the two folders or in them."""
    pairs = []
    for part, place in parts.items():
        images, labels = _named(place, IMAGES), _named(place, beside)
        if images is None or labels is None:
            continue
        inner = [
            (PARTS[below.name.lower()], below, labels / below.name)
            for below in folders(images)
            if below.name.lower() in PARTS and (labels / below.name).is_dir()
        ]
        pairs += inner or [(part, images, labels)]
    return pairs


def _named(place: Path, names: tuple[str, ...]) -> Path | None:
    return next((below for below in folders(place) if below.name.lower() in names), None)


def _values(masks: list[Path]) -> tuple[tuple[str, ...], str]:
    """Name the values masks hold; those in colour, or that cannot be opened, are told of."""
    values: set[int] = set()
    for path in masks:
        try:
            with Image.open(path) as mask:
                if mask.mode not in ("1", "L", "P", "I", "I;16"):
                    return (), f"the masks are in mode {mask.mode}: one grey level a class was expected"
                values.update(int(value) for value in np.unique(np.asarray(mask)))
        except (OSError, ValueError, Image.DecompressionBombError):
            continue
    return ordered({str(value) for value in values}), f"the masks hold {len(values)} values"
