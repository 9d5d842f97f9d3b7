"""Pictures with masks."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.data.masks import paired, read_masks

Tree = Callable[..., Path]


def masks(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        Image.fromarray(np.full((4, 4), number, np.uint8)).save(folder / f"{number}.png")


@pytest.mark.parametrize("layout", ["{part}/{kind}", "{kind}/{part}"])
def test_parts_stand_above_the_two_folders_or_in_them(tmp_path: Path, tree: Tree, layout: str) -> None:
    """Both are usual."""
    for part, count in (("train", 3), ("val", 2)):
        tree(tmp_path, {layout.format(part=part, kind="images"): count}, ".jpg")
        masks(tmp_path / layout.format(part=part, kind="masks"), count)
    inner = layout.startswith("{part}")
    parts = {"train": tmp_path / "train", "validation": tmp_path / "val"} if inner else {"": tmp_path}
    found = read_masks(tmp_path, parts)
    assert found is not None and found.parts == {"train": 3, "validation": 2}
    assert found.classes == ("0", "1", "2") and "3 values" in found.notes[0]


def test_a_picture_without_a_mask_is_named(tmp_path: Path, tree: Tree) -> None:
    """And left out."""
    tree(tmp_path, {"images": 3})
    masks(tmp_path / "masks", 2)
    found = read_masks(tmp_path, {"": tmp_path})
    assert found is not None and len(found.items) == 2
    assert [(one.path, one.reason) for one in found.skipped] == [("images/2.png", "has no mask in masks/")]


def test_masks_in_colour_are_told(tmp_path: Path, tree: Tree) -> None:
    """A level a class was expected."""
    tree(tmp_path, {"images": 1, "masks": 1})
    found = read_masks(tmp_path, {"": tmp_path})
    assert found is not None and found.classes == () and "mode RGB" in found.notes[0]


def test_without_both_folders_it_is_something_else(tmp_path: Path, tree: Tree) -> None:
    """None, and no pair."""
    tree(tmp_path, {"images": 1})
    assert read_masks(tmp_path, {"": tmp_path}) is None and paired({"": tmp_path}, ("masks",)) == []
