"""A folder a class."""

from collections.abc import Callable
from pathlib import Path

from convscope.data.classfolders import class_folders

Tree = Callable[..., Path]


def test_a_picture_has_the_class_of_the_folder_below_its_part(tmp_path: Path, tree: Tree) -> None:
    """However deep it lies in it."""
    tree(tmp_path, {"train/cat": 2, "train/dog/puppies": 1, "test/cat": 1})
    found = class_folders(tmp_path, {"train": tmp_path / "train", "test": tmp_path / "test"})
    assert found is not None and found.classes == ("cat", "dog")
    assert [(item.part, item.labels) for item in found.items] == [
        ("train", ("cat",)),
        ("train", ("cat",)),
        ("train", ("dog",)),
        ("test", ("cat",)),
    ]


def test_empty_classes_loose_pictures_and_other_files_are_told(tmp_path: Path, tree: Tree) -> None:
    """Empty folders by name."""
    tree(tmp_path, {"cat": 1, ".": 2})
    (tmp_path / "bird").mkdir()
    (tmp_path / "cat" / "notes.txt").touch()
    (tmp_path / "readme.md").touch()
    found = class_folders(tmp_path, {"": tmp_path})
    assert found is not None and found.classes == ("cat",) and found.ignored == 4
    assert "the class folder bird is empty" in found.notes
    assert "2 pictures lie beside the class folders and have no class" in found.notes


def test_a_class_folder_without_pictures_is_called_empty_only_where_it_is(tmp_path: Path, tree: Tree) -> None:
    """Not where what is in it is no picture, or cannot be reached."""
    tree(tmp_path, {"cat": 1, "text": 0, "link": 0})
    (tmp_path / "text" / "notes.txt").touch()
    (tmp_path / "link" / "x.jpg").symlink_to("/nowhere")
    found = class_folders(tmp_path, {"": tmp_path})
    assert found is not None and found.notes == (
        "the class folder link has no picture",
        "the class folder text has no picture",
    )


def test_a_class_that_train_lacks_is_told(tmp_path: Path, tree: Tree) -> None:
    """It could not be learnt."""
    tree(tmp_path, {"train/cat": 1, "test/cat": 1, "test/dog": 1})
    found = class_folders(tmp_path, {"train": tmp_path / "train", "test": tmp_path / "test"})
    assert found is not None and found.notes == ("class dog has no picture in train",)


def test_without_folders_of_pictures_it_is_something_else(tmp_path: Path, tree: Tree) -> None:
    """None."""
    tree(tmp_path, {".": 3})
    assert class_folders(tmp_path, {"": tmp_path}) is None
