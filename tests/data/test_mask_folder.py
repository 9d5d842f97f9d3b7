"""A folder of pictures with masks as a data set."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.data import load_dataset, load_folder
from convscope.errors import ConvscopeError, UnknownName
from convscope.picture import InputContract


def with_masks(folder: Path, count: int = 6, *, classes: int = 3) -> Path:
    """Pictures of noise, and masks of stripes, one a class."""
    for kind in ("images", "masks"):
        (folder / kind).mkdir(parents=True)
    random = np.random.default_rng(0)
    for number in range(count):
        picture = random.integers(0, 256, (16, 24, 3), dtype=np.uint8)
        Image.fromarray(picture).save(folder / "images" / f"{number}.png")
        mask = np.repeat(np.arange(24, dtype=np.uint8)[None] * classes // 24, 16, axis=0)
        Image.fromarray(mask).save(folder / "masks" / f"{number}.png")
    return folder


def test_every_pixel_has_a_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At the network's size, in the pictures' order; the usual size of the pictures is known."""
    dataset = load_folder(with_masks(tmp_path / "stripes"))
    assert dataset.answers == "pixel" and dataset.classes == ("0", "1", "2") and dataset.size == (16, 24)
    assert dataset.masks is not None
    masks = dataset.masks.fitted(InputContract(3, 8, 12))
    assert masks.shape == (6, 8, 12) and masks[0, 0].tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert "the masks name 3 classes" in capsys.readouterr().err
    assert len(dataset.split(0).validation) and len(dataset.test) == 1


def test_what_is_said_of_masks_stands_in_brackets(tmp_path: Path) -> None:
    """And goes into the run, which finds its data again by it."""
    folder = with_masks(tmp_path / "stripes")
    dataset = load_dataset(f"{folder}(ignore=2, classes='sky,road,mud')", on_note=lambda _: None)
    assert dataset.classes == ("sky", "road")
    again = load_dataset(dataset.origin, on_note=lambda _: None)
    assert again.classes == dataset.classes and again.origin == dataset.origin
    with pytest.raises(UnknownName, match="ignored"):
        load_dataset(f"{folder}(ignored=2)")


def test_names_beside_the_folders_are_taken(tmp_path: Path) -> None:
    """A class called void is left out."""
    folder = with_masks(tmp_path / "stripes")
    (folder / "classes.txt").write_text("void\nsky\nroad\n", encoding="utf-8")
    dataset = load_folder(folder, on_note=lambda _: None)
    assert dataset.classes == ("sky", "road") and dataset.masks is not None
    assert np.unique(dataset.masks.fitted(InputContract(3, 16, 24))).tolist() == [0, 1, 255]


def test_a_mask_of_another_size_is_skipped_and_named(tmp_path: Path) -> None:
    """So is one that cannot be decoded."""
    folder = with_masks(tmp_path / "stripes")
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(folder / "masks" / "1.png")
    (folder / "masks" / "2.png").write_bytes(b"no picture")
    dataset = load_folder(folder, on_note=lambda _: None)
    told = {one.path: one.reason for one in dataset.skipped}
    assert told["masks/1.png"] == "is 4 × 4, its picture 16 × 24" and "masks/2.png" in told
    assert len(dataset.pictures) == 4


def test_where_no_mask_can_be_used_the_first_is_named(tmp_path: Path) -> None:
    """With its reason."""
    folder = with_masks(tmp_path / "stripes", 2)
    for path in (folder / "masks").iterdir():
        Image.fromarray(np.zeros((4, 4), np.uint8)).save(path)
    with pytest.raises(ConvscopeError, match=r"none of the masks can be used: masks/0\.png is 4 × 4"):
        load_folder(folder)


def test_what_is_said_of_masks_needs_some(tmp_path: Path) -> None:
    """Of class folders it is refused."""
    for name in "ab":
        (tmp_path / name).mkdir()
        Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / name / "0.png")
    with pytest.raises(ConvscopeError, match="there are no masks to ignore or to name"):
        load_dataset(f"{tmp_path}(ignore=1)")
