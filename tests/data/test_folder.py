"""A folder of a user's own pictures as a data set."""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.data import Dataset, Indices, load_dataset, load_folder
from convscope.data.surveyed import survey_folder
from convscope.errors import ConvscopeError, UnknownName
from convscope.picture import InputContract
from convscope.training import Setup, train

Tree = Callable[..., Path]
Make = Callable[..., Image.Image]


def labels(dataset: Dataset, indices: Indices) -> list[str]:
    return [dataset.classes[label] for label in dataset.labels[indices].tolist()]


def test_parts_that_are_there_are_used(tmp_path: Path, tree: Tree) -> None:
    """Each picture in its own, whatever the seed."""
    dataset = load_folder(tree(tmp_path / "pets", {"train/a": 4, "train/b": 2, "val/b": 2, "test/a": 1}))
    split = dataset.split(3)
    assert dataset.name == "pets" and dataset.classes == ("a", "b")
    assert labels(dataset, split.train) == ["a"] * 4 + ["b"] * 2
    assert labels(dataset, split.validation) == ["b", "b"] and labels(dataset, split.test) == ["a"]


def test_without_a_test_part_a_fifth_is_cut_and_it_is_said(
    tmp_path: Path, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same fifth every time, of each class; the validation part follows the run's seed."""
    folder = tree(tmp_path, {"a": 20, "b": 10})
    dataset = load_folder(folder)
    assert "6 pictures were set aside" in capsys.readouterr().err
    assert sorted(labels(dataset, dataset.test)) == ["a"] * 4 + ["b"] * 2 and dataset.validation is None
    assert np.array_equal(dataset.test, load_folder(folder).test)
    assert not np.array_equal(dataset.split(0).validation, dataset.split(1).validation)


def test_pictures_that_are_there_twice_stay_on_one_side(tmp_path: Path, tree: Tree, picture: Make) -> None:
    """Of test, validation and training."""
    folder = tree(tmp_path, {"a": 12, "b": 12})
    for name in ("a", "b"):
        for path in sorted((folder / name).iterdir()):
            Image.open(path).resize((64, 48)).save(path.with_suffix(".jpg"), quality=90)
    surveyed = survey_folder(folder)
    dataset = load_folder(folder)
    split = dataset.split(0)
    assert len(surveyed.duplicates.near) == 24 and dataset.validation is not None
    for part in (split.train, split.validation, split.test):
        inside = set(part.tolist())
        assert inside and all(len(inside.intersection(group)) in (0, 2) for group in surveyed.duplicates.near)


def test_pictures_in_two_parts_are_reported(tmp_path: Path, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """By their names."""
    folder = tree(tmp_path, {"train/a": 3, "train/b": 3, "test/a": 1})
    (folder / "test" / "a" / "copy.png").write_bytes((folder / "train" / "a" / "1.png").read_bytes())
    load_folder(folder)
    assert "in more than one part, such as train/a/1.png = test/a/copy.png" in capsys.readouterr().err


def test_several_labels_are_a_matrix(tmp_path: Path, tree: Tree) -> None:
    """Of 0 and 1, a column a class."""
    tree(tmp_path, {".": 4})
    (tmp_path / "labels.csv").write_text("path,labels\n0.png,x;y\n1.png,y\n2.png,z\n3.png,x\n")
    dataset = load_folder(tmp_path / "labels.csv")
    assert dataset.labels.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]] and dataset.name == tmp_path.name


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"a": 3}, "there is one class, a"),
        ({".": 3}, "pictures without labels"),
        ({"test/a": 1, "test/b": 1}, "no picture to train on"),
    ],
)
def test_what_trains_no_classifier_is_told(tmp_path: Path, tree: Tree, counts: dict[str, int], said: str) -> None:
    """Naming what it is."""
    with pytest.raises(ConvscopeError, match=said):
        load_folder(tree(tmp_path, counts))


def test_pictures_of_other_bands_are_skipped(tmp_path: Path, tree: Tree) -> None:
    """Grey goes with colour; five bands do not."""
    folder = tree(tmp_path, {"a": 3, "b": 3})
    np.save(folder / "a" / "five.npy", np.zeros((9, 9, 5), np.uint8))
    Image.new("L", (9, 9)).save(folder / "a" / "grey.png")
    dataset = load_folder(folder)
    assert [(one.path, one.reason) for one in dataset.skipped] == [("a/five.npy", "has 5 bands, the others have 3")]
    assert dataset.fitted(InputContract(3, 8, 8)).shape == (7, 8, 8, 3)


def test_a_folder_or_a_table_is_a_name(tmp_path: Path, tree: Tree) -> None:
    """And what is neither is not known."""
    tree(tmp_path / "pets", {"a": 3, "b": 3})
    assert load_dataset(str(tmp_path / "pets")).name == "pets"
    (tmp_path / "pets" / "x.csv").write_text("path,label\na/0.png,u\na/1.png,u\na/2.png,v\nb/0.png,v\n")
    assert load_dataset(str(tmp_path / "pets" / "x.csv")).classes == ("u", "v")
    with pytest.raises(UnknownName):
        load_dataset(str(tmp_path / "none"))


def nasty(folder: Path, picture: Make) -> dict[str, str]:
    """Add what people's folders hold to class a; give each bad file's name and a word of the reason."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    place = folder / "a"
    picture(50, 200, 200).save(place / "whole.jpg")
    content = (place / "whole.jpg").read_bytes()
    (place / "truncated.jpg").write_bytes(content[: len(content) // 2])
    (place / "zero.jpg").touch()
    (place / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 99)
    (place / "text.jpg").write_text("hello")
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)) + chunk(b"IDAT", b"x")
    (place / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IEND", b""))
    (place / "loop").symlink_to(folder)
    (place / "self.jpg").symlink_to(place / "self.jpg")
    (place / "bad\nname.jpg").write_text("no")
    os.mkfifo(place / "pipe.jpg")
    picture(51).convert("CMYK").save(place / "cmyk.jpg")
    exif = Image.Exif()
    exif[0x0112] = 6
    picture(52).save(place / "turned.jpg", exif=exif)
    picture(53, 1, 1).save(place / "one.png")
    picture(54, 30, 5000).save(place / "long.png")
    picture(55).save(place / "really-png.jpg", "PNG")
    picture(56).save(place / "数字 七.png")
    picture(57).save(place / "new\nline.png")
    picture(58).save(place / "moving.gif", save_all=True, append_images=[picture(59)])
    for name in (".DS_Store", "Thumbs.db", "notes.txt"):
        (place / name).write_text("x")
    (folder / "empty").mkdir()
    return {
        "a/truncated.jpg": "broken", "a/zero.jpg": "zero bytes", "a/broken.png": "broken",
        "a/text.jpg": "not a picture",
        "a/bomb.png": "too large", "a/loop": "leads back", "a/self.jpg": "leads nowhere",
        "a/bad\\nname.jpg": "not a picture", "a/pipe.jpg": "pipe",
    }  # fmt: skip


def test_of_a_nasty_folder_each_bad_file_is_named_and_training_goes_on(
    tmp_path: Path, tree: Tree, picture: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """Broken, empty, lying, looping and endless ones; the others are all used."""
    folder = tree(tmp_path / "pets", {"a": 6, "b": 14})
    bad = nasty(folder, picture)
    dataset = load_folder(folder)
    told = {one.path: one.reason for one in dataset.skipped}
    assert set(told) == set(bad) and all(word in told[name] for name, word in bad.items())
    assert len(dataset.pictures) == 6 + 14 + 9 and dataset.fitted(InputContract(3, 8, 8)).shape[0] == 29
    said = capsys.readouterr().err
    assert "the class folder empty is empty" in said and "skipped: 9 files" in said
    run = train(dataset, model="linear", out=tmp_path / "run", setup=Setup(threads=1))
    assert run.record.status == "done"


def test_a_file_that_may_not_be_read_is_skipped(tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system's word."""
    folder = tree(tmp_path, {"a": 3, "b": 3})
    opened = Path.open

    def refuse(path: Path, *given: object, **named: object) -> object:
        if path.name == "1.png" and path.parent.name == "a":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)  # tests run as root, whom nothing is closed to
    dataset = load_folder(folder)
    assert [(one.path, one.reason) for one in dataset.skipped] == [("a/1.png", "cannot be read: Permission denied")]
