"""What a folder is, or what was looked for."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.data.recognise import recognise
from convscope.errors import ConvscopeError

Tree = Callable[..., Path]


def test_class_folders_with_and_without_parts(tmp_path: Path, tree: Tree) -> None:
    """val, valid and validation are one."""
    assert recognise(tree(tmp_path / "a", {"cat": 2, "dog": 1})).parts == {"": 3}
    found = recognise(tree(tmp_path / "b", {"Train/cat": 2, "Train/dog": 1, "valid/cat": 1, "testing/dog": 1}))
    assert found.parts == {"train": 3, "validation": 1, "test": 1} and found.kind == "class folders"


def test_a_class_may_be_called_train(tmp_path: Path, tree: Tree) -> None:
    """Among others that are no parts."""
    found = recognise(tree(tmp_path, {"bus": 1, "train": 2, "tram": 1}))
    assert found.classes == ("bus", "train", "tram") and found.parts == {"": 4}


def test_two_folders_of_one_part_are_asked_about(tmp_path: Path, tree: Tree) -> None:
    """val and valid."""
    with pytest.raises(ConvscopeError, match="val and valid"):
        recognise(tree(tmp_path, {"train/a": 1, "val/a": 1, "valid/a": 1}))


def test_a_table_beside_its_pictures(tmp_path: Path, tree: Tree) -> None:
    """In the folder, in images/, by its own path, one a part."""
    tree(tmp_path, {"images": 2})
    (tmp_path / "labels.csv").write_text("path,label\n0.png,a\n1.png,b\n")
    assert recognise(tmp_path).kind == "table" == recognise(tmp_path / "labels.csv").kind
    (tmp_path / "labels.csv").rename(tmp_path / "train.csv")
    (tmp_path / "test.csv").write_text("path,label\n1.png,b\n")
    assert recognise(tmp_path).parts == {"train": 2, "test": 1}
    (tmp_path / "more.csv").write_text("path,label\n1.png,b\n")
    (tmp_path / "most.csv").write_text("path,label\n1.png,b\n")
    with pytest.raises(ConvscopeError, match="several tables"):
        recognise(tmp_path)


def test_class_folders_come_before_a_table(tmp_path: Path, tree: Tree) -> None:
    """Which may say anything."""
    tree(tmp_path, {"cat": 1, "dog": 1})
    (tmp_path / "metadata.csv").write_text("a,b\n1,2\n")
    assert recognise(tmp_path).kind == "class folders"


def test_masks_coco_and_yolo(tmp_path: Path, tree: Tree) -> None:
    """Each by what lies beside its pictures; two at once are asked about."""
    tree(tmp_path, {"images": 1, "masks": 1})
    assert recognise(tmp_path).kind == "masks"
    content = {"images": [{"id": 1, "file_name": "0.png"}], "annotations": [], "categories": []}
    (tmp_path / "boxes.json").write_text(json.dumps(content))
    assert recognise(tmp_path / "boxes.json").kind == "COCO boxes"
    with pytest.raises(ConvscopeError, match="could be COCO boxes and masks"):
        recognise(tmp_path)
    tree(tmp_path / "yolo", {"images": 1, "labels": 0})
    (tmp_path / "yolo" / "labels" / "0.txt").write_text("0 0.5 0.5 1 1\n")
    assert recognise(tmp_path / "yolo").kind == "YOLO boxes"


def test_pictures_alone_have_no_labels(tmp_path: Path, tree: Tree) -> None:
    """And are recognised as that."""
    found = recognise(tree(tmp_path, {".": 3}))
    assert found.kind == "pictures" and "without labels" in found.sentence and not found.trains


def test_one_tiff_alone_is_a_raster(tmp_path: Path) -> None:
    """By its own path and by its folder's."""
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save(tmp_path / "scene.tif")
    for path in (tmp_path, tmp_path / "scene.tif"):
        found = recognise(path)
        assert found.kind == "raster" and found.items[0].path.name == "scene.tif"


def test_a_folder_of_nothing_says_what_was_looked_for_and_is_there(tmp_path: Path) -> None:
    """On one line, names included."""
    (tmp_path / "notes\n.txt").touch()
    (tmp_path / "sub").mkdir()
    with pytest.raises(ConvscopeError) as caught:
        recognise(tmp_path)
    told = str(caught.value)
    assert "a folder a class" in told and "masks/" in told and "notes\\n.txt, sub/" in told and "\n" not in told
    with pytest.raises(ConvscopeError, match="there is no"):
        recognise(tmp_path / "none")
    with pytest.raises(ConvscopeError, match="is no data set"):
        recognise(tmp_path / "notes\n.txt")


@pytest.mark.parametrize(
    ("name", "kind", "parts", "classes"),
    [
        ("ants-bees", "class folders", {"train": 243, "validation": 153}, 2),
        ("scenes", "class folders", {"train": 700, "test": 350}, 7),
        ("camvid", "masks", {"train": 367, "validation": 101, "test": 233}, 12),
        ("landsat", "raster", {"": 1}, 0),
        ("photos", "pictures", {"": 125}, 0),
    ],
)
def test_real_data_are_recognised_right(name: str, kind: str, parts: dict[str, int], classes: int) -> None:
    """The sets of $CONVSCOPE_DATA."""
    folder = Path(os.environ.get("CONVSCOPE_DATA", "$CONVSCOPE_DATA")) / name
    if not folder.is_dir():
        pytest.skip(f"no data in {folder}")
    found = recognise(folder)
    assert (found.kind, found.parts, len(found.classes)) == (kind, parts, classes) and not found.skipped
