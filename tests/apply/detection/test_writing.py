"""Boxes as files."""

import csv
import json
from pathlib import Path

import pytest

from convscope.apply.detection import Detected, DetectedBox, Detections
from convscope.apply.detection.writing import check_out, save
from convscope.errors import ConvscopeError


@pytest.fixture
def found() -> Detections:
    boxes = (DetectedBox("dog", 1, 0.75, (1, 2, 11.5, 22)),)
    pictures = (Detected("b, c.png", fault="is broken"), Detected("a.png", (40, 30), boxes), Detected("d.png", (5, 6)))
    return Detections("net", ("cat", "dog"), pictures, 0.5, tuple(Path(one.path) for one in pictures))


def test_coco_lists_pictures_classes_and_boxes(found: Detections, tmp_path: Path) -> None:
    """It is read back as a folder of boxes."""
    content = json.loads(save(found, tmp_path / "b.json").read_text())
    assert content["images"] == [
        {"id": 1, "file_name": "a.png", "height": 40, "width": 30},
        {"id": 2, "file_name": "d.png", "height": 5, "width": 6},
    ]
    assert content["categories"] == [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]
    assert content["annotations"] == [
        {
            "id": 1, "image_id": 1, "category_id": 2, "bbox": [1, 2, 10.5, 20], "area": 210, "iscrowd": 0,
            "score": 0.75,
        }
    ]  # fmt: skip
    assert content["broken"] == [{"file_name": "b, c.png", "error": "is broken"}]
    from convscope.data.boxes import read_coco

    (tmp_path / "a.png").touch()
    read = read_coco(tmp_path, {tmp_path / "b.json": ""})
    assert read is not None and read.items[0].boxes[0].edges == (1, 2, 11.5, 22) and read.items[0].size == (40, 30)


def test_csv_has_a_line_a_box(found: Detections, tmp_path: Path) -> None:
    """And one a broken file."""
    rows = list(csv.DictReader(save(found, tmp_path / "b.csv").read_text().splitlines()))
    assert [row["path"] for row in rows] == ["b, c.png", "a.png"] and rows[0]["error"] == "is broken"
    assert [rows[1][name] for name in ("class", "score", "left", "bottom")] == ["dog", "0.750000", "1.00", "22.00"]


def test_other_endings_and_folders_that_are_not_there_are_told(tmp_path: Path) -> None:
    """Before the work."""
    with pytest.raises(ConvscopeError, match=r"end it in .json \(COCO\) or .csv"):
        check_out("a.xml")
    with pytest.raises(ConvscopeError, match="there is no folder"):
        check_out(tmp_path / "no" / "a.csv")
