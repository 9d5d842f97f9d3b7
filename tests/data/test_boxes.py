"""Boxes in COCO's and YOLO's form."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.data.boxes import json_files, part_of, read_coco, read_yolo
from convscope.errors import BrokenData

Tree = Callable[..., Path]


def coco(file: Path, names: list[str]) -> None:
    content: dict[str, Any] = {
        "images": [{"id": number, "file_name": name} for number, name in enumerate(names)],
        "annotations": [
            {"id": 1, "image_id": 0, "category_id": 7, "bbox": [0, 0, 1, 1]},
            {"id": 2, "image_id": 0, "category_id": 7, "bbox": [1, 1, 1, 1]},
        ],
        "categories": [{"id": 7, "name": "cat"}, {"id": 9, "name": "dog"}],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))


def test_coco_in_annotations_has_its_part_by_its_name(tmp_path: Path, tree: Tree) -> None:
    """As COCO's own files; a picture that is not there is named."""
    tree(tmp_path, {"train2017": 2})
    coco(tmp_path / "annotations" / "instances_train2017.json", ["0.png", "1.png", "gone.png"])
    found = read_coco(tmp_path, json_files(tmp_path, {"": tmp_path}))
    assert found is not None and found.parts == {"train": 2} and found.classes == ("cat", "dog")
    assert [item.labels for item in found.items] == [("cat",), ()] and found.notes == ("2 boxes",)
    assert [one.path for one in found.skipped] == ["gone.png"]


def test_coco_beside_its_pictures_has_the_part_of_its_folder(tmp_path: Path, tree: Tree) -> None:
    """As Roboflow exports it."""
    tree(tmp_path, {"valid": 1})
    coco(tmp_path / "valid" / "_annotations.coco.json", ["0.png"])
    found = read_coco(tmp_path, json_files(tmp_path, {"validation": tmp_path / "valid"}))
    assert found is not None and found.parts == {"validation": 1}


def test_other_json_is_none_of_it_and_broken_json_is_told(tmp_path: Path) -> None:
    """By the file's name."""
    (tmp_path / "a.json").write_text('{"images": 3}')
    assert read_coco(tmp_path, json_files(tmp_path, {"": tmp_path})) is None
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(BrokenData, match=r"a\.json is no JSON"):
        read_coco(tmp_path, json_files(tmp_path, {"": tmp_path}))
    (tmp_path / "a.json").write_text('{"images": [{"id": 1}], "annotations": [], "categories": []}')
    with pytest.raises(BrokenData, match="images without id or file_name"):
        read_coco(tmp_path, json_files(tmp_path, {"": tmp_path}))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("classes.txt", "cat\ndog\n"),
        ("data.yaml", "nc: 2\nnames: ['cat', \"dog\"]\n"),
        ("data.yaml", "names:\n  0: cat\n  1: dog\npath: .\n"),
        ("data.yml", "names:\n- cat\n- dog\n"),
    ],
)
def test_yolo_has_its_names_from_either_file(tmp_path: Path, tree: Tree, file: str, content: str) -> None:
    """A picture without a text has no box."""
    tree(tmp_path, {"images/train": 2, "images/val": 1})
    for part in ("train", "val"):
        (tmp_path / "labels" / part).mkdir(parents=True)
        (tmp_path / "labels" / part / "0.txt").write_text("1 0.5 0.5 0.1 0.1\n1 0.2 0.2 0.1 0.1\n")
    (tmp_path / file).write_text(content)
    found = read_yolo(tmp_path, {"": tmp_path})
    assert found is not None and found.parts == {"train": 2, "validation": 1} and found.classes == ("cat", "dog")
    assert [item.labels for item in found.items] == [("dog",), (), ("dog",)] and found.notes == ("4 boxes",)


@pytest.mark.parametrize("text", ["cat 1 2 3 4", "0 0.5 0.5", "0 10 20 30 40", "x"])
def test_a_text_that_is_no_yolo_is_named(tmp_path: Path, tree: Tree, text: str) -> None:
    """Pixels in place of shares, words in place of numbers."""
    tree(tmp_path, {"images": 1})
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "0.txt").write_text(text)
    found = read_yolo(tmp_path, {"": tmp_path})
    assert found is not None and [one.path for one in found.skipped] == ["labels/0.txt"]


def test_the_part_is_read_off_the_name() -> None:
    """Words, not letters within words."""
    assert [part_of(Path(name)) for name in ("a/val2017.json", "test/x.json", "a/latest.json")] == [
        "validation",
        "test",
        "",
    ]


@pytest.mark.parametrize(
    ("place", "key", "value", "told"),
    [
        ("annotations", "category_id", [1], r"the category_id of annotations 0 is \[1\]; write a number or a string"),
        ("images", "id", {"a": 1}, "the id of images 0 is .*; write a number or a string"),
        ("images", "file_name", 5, "the file_name of images 0 is 5; write a string"),
        ("categories", "name", None, "the name of categories 0 is null; write a number or a string"),
    ],
)
def test_coco_of_the_wrong_kinds_is_named(tmp_path: Path, place: str, key: str, value: object, told: str) -> None:
    """A list, an object, nothing where a number or a name belongs."""
    content = {
        "images": [{"id": 1, "file_name": "0.png"}],
        "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]}],
        "categories": [{"id": 1, "name": "cat"}],
    }
    content[place][0][key] = value
    file = tmp_path / "a.json"
    file.write_text(json.dumps(content))
    with pytest.raises(BrokenData, match=told):
        read_coco(tmp_path, {file: ""})
