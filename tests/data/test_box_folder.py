"""Folders of pictures with boxes as data sets."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convscope.data import Noted, load_dataset
from convscope.errors import BrokenData, ConvscopeError

Tree = Callable[..., Path]


def loaded(folder: Path) -> tuple[Any, str]:
    heard: list[Noted] = []
    dataset = load_dataset(str(folder), on_note=heard.append)
    return dataset, "\n".join(line for noted in heard for line in (*noted.decided, *noted.amiss))


def coco(root: Path, annotations: list[dict[str, Any]], **more: Any) -> Path:
    """Twelve pictures of 24 × 32 with these boxes."""
    images = [{"id": number, "file_name": f"{number}.png", "height": 24, "width": 32} for number in range(12)]
    kinds = [{"id": 3, "name": "cat"}, {"id": 9, "name": "dog"}]
    whole = [{"id": 100 + number, "iscrowd": 0, **one} for number, one in enumerate(annotations)]
    content = {"images": images, "annotations": whole, "categories": kinds, **more}
    (root / "instances.json").write_text(json.dumps(content))
    return root


def test_coco_boxes_become_pixels_classes_and_crowds(tmp_path: Path, tree: Tree) -> None:
    """One file is cut into parts by a seed; pictures without a box are kept; outlines and run lengths are passed by."""
    tree(tmp_path, {"": 12})
    coco(
        tmp_path,
        [
            {"image_id": 1, "category_id": 9, "bbox": [2, 3, 10, 5], "segmentation": [[2, 3, 12, 3, 12, 8]]},
            {
                "image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24], "iscrowd": 1,
                "segmentation": {"counts": "x", "size": [24, 32]},
            },
            {"image_id": 4, "category_id": 3, "bbox": [20, 10, 20, 5]},
            {"image_id": 4, "category_id": 3, "bbox": [20, 10, 0, 5]},
        ],
    )  # fmt: skip
    dataset, told = loaded(tmp_path)
    assert dataset.answers == "box" and dataset.classes == ("cat", "dog") and len(dataset.pictures) == 12
    files = [path.name for path in dataset.pictures.paths]
    rows = dataset.boxes.rows_of(files.index("1.png"))
    assert dataset.boxes.edges[rows].tolist() == [[2, 3, 12, 8], [0, 0, 32, 24]]
    assert dataset.boxes.classes[rows].tolist() == [1, 0] and dataset.boxes.crowd[rows].tolist() == [False, True]
    assert dataset.boxes.edges[dataset.boxes.rows_of(files.index("4.png"))].tolist() == [[20, 10, 32, 15]]
    assert "1 box without width or height, left out, such as instances.json, annotation 103" in told
    assert "1 box reaching out of the picture, cut off at its border, such as instances.json, annotation 102" in told
    assert "10 pictures without a box: kept" in told and "1 crowd: not learnt from" in told
    split = dataset.split(0)
    parts = [*split.train, *split.validation, *split.test]
    assert sorted(parts) == list(range(12)) and min(map(len, (split.train, split.validation, split.test))) > 0


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            {"image_id": 1, "category_id": 9, "bbox": [40, 3, 10, 5]},
            "annotation 100 lies beside its picture of 24 × 32",
        ),
        ({"image_id": 1, "category_id": 9, "bbox": [4, 3, float("nan"), 5]}, "has a side that is not a number"),
        ({"image_id": 1, "category_id": 9, "bbox": [4, 3, -2, 5]}, "is -2 wide"),
        ({"image_id": 1, "category_id": 9, "bbox": [4, 3, 2]}, "has no box of four numbers"),
        ({"image_id": 1, "category_id": 8, "bbox": [4, 3, 2, 2]}, "category 8, which is not listed"),
        ({"image_id": 77, "category_id": 9, "bbox": [4, 3, 2, 2]}, "picture 77, which is not listed"),
    ],
)
def test_what_is_no_box_is_told(tmp_path: Path, tree: Tree, one: dict[str, Any], said: str) -> None:
    """With the file and the annotation."""
    coco(tree(tmp_path, {"": 12}), [one])
    with pytest.raises(BrokenData, match=r"^instances\.json, annotation 100 ") as caught:
        load_dataset(str(tmp_path), on_note=lambda _: None)
    assert said in str(caught.value)


def test_a_picture_of_another_size_or_that_is_not_there_is_skipped(tmp_path: Path, tree: Tree) -> None:
    """Its boxes are another picture's."""
    tree(tmp_path, {"": 12})
    coco(tmp_path, [{"image_id": 1, "category_id": 9, "bbox": [2, 3, 10, 5]}])
    content = json.loads((tmp_path / "instances.json").read_text())
    content["images"][0]["width"] = 64
    content["images"].append({"id": 99, "file_name": "gone.png"})
    (tmp_path / "instances.json").write_text(json.dumps(content))
    dataset, told = loaded(tmp_path)
    assert len(dataset.pictures) == 11 and "0.png is 24 × 32, its boxes are for 24 × 64" in told
    assert "gone.png is named in instances.json and is not there" in told


def test_without_a_box_there_is_nothing_to_learn(tmp_path: Path, tree: Tree) -> None:
    """And it says so."""
    coco(tree(tmp_path, {"": 12}), [])
    with pytest.raises(ConvscopeError, match="there is no box to learn from"):
        load_dataset(str(tmp_path), on_note=lambda _: None)


def test_yolo_shares_become_pixels_and_keep_their_numbers(tmp_path: Path, tree: Tree) -> None:
    """Classes are in the order of the names, not of the alphabet; an outline's box is around it."""
    tree(tmp_path, {"images/train": 6, "images/val": 2, "images/test": 2})
    for part in ("train", "val", "test"):
        (tmp_path / "labels" / part).mkdir(parents=True)
        (tmp_path / "labels" / part / "0.txt").write_text("1 0.5 0.5 0.25 0.5\n0 0.25 0.25 0.75 0.25 0.75 0.5\n")
    (tmp_path / "data.yaml").write_text("names: [zebra, ape]\n")
    dataset, _ = loaded(tmp_path)
    assert dataset.classes == ("zebra", "ape") and dataset.boxes.classes[:2].tolist() == [1, 0]
    np.testing.assert_allclose(dataset.boxes.edges[:2], [[12, 6, 20, 18], [8, 6, 24, 12]])
    (tmp_path / "labels" / "val" / "0.txt").write_text("2 0.5 0.5 0.25 0.5\n")
    with pytest.raises(BrokenData, match=r"labels/val/0.txt, line 1 is of class 2, the names go from 0 to 1"):
        loaded(tmp_path)
