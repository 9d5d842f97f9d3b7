"""Detections as files for other programs: COCO's JSON, or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from convscope.apply.detection.detected import Detections
from convscope.apply.pictures.saving import check_ending, save_text

COLUMNS = ("path", "class", "score", "left", "top", "right", "bottom", "error")
DIGITS = 2  # of a pixel, in files


def csv_text(found: Detections) -> str:
    """Write a line a box, in the picture's pixels; a picture without one has none, a broken one its reason."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        if one.fault:
            writer.writerow([one.path, *[""] * 6, one.fault])
        for box in one.boxes:
            edges = [f"{edge:.{DIGITS}f}" for edge in box.edges]
            writer.writerow([one.path, box.name, f"{box.score:.6f}", *edges, ""])
    return buffer.getvalue()


def coco_text(found: Detections) -> str:
    """Write COCO's lists of images, categories and annotations; a box has its ``score`` beside what COCO asks for.

    Numbers begin at 1. A picture that could not be read is not listed; it is among ``broken``, which COCO does not
    know.
    """
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    known = {box.number: box.name for one in found for box in one.boxes}
    names = known | dict(enumerate(found.names))
    for one in found:
        if one.fault:
            continue
        height, width = one.size
        images.append({"id": len(images) + 1, "file_name": one.path, "height": height, "width": width})
        for box in one.boxes:
            left, top, right, bottom = box.edges
            sides = [round(side, DIGITS) for side in (left, top, right - left, bottom - top)]
            annotations.append(
                {
                    "id": len(annotations) + 1, "image_id": len(images), "category_id": box.number + 1, "bbox": sides,
                    "area": round((right - left) * (bottom - top), DIGITS), "iscrowd": 0, "score": round(box.score, 6),
                }
            )  # fmt: skip
    content = {
        "info": {"description": f"found by convscope with {found.model}, from a confidence of {found.confidence:g} on"},
        "images": images,
        "categories": [{"id": number + 1, "name": name} for number, name in sorted(names.items())],
        "annotations": annotations,
        "broken": [{"file_name": one.path, "error": one.fault} for one in found.faults],
    }
    return json.dumps(content, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Detections], str]] = {"json": coco_text, "csv": csv_text}


def check_out(out: str | Path) -> Path:
    """Refuse, before the work, where boxes cannot be written."""
    return check_ending(out, FORMATS, "boxes", {"json": "COCO"})


def save(found: Detections, out: str | Path) -> Path:
    """Write them whole: a reader sees the old file or the new one."""
    return save_text(found, check_out(out), FORMATS)
