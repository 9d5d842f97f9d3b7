"""CIFAR's binary files."""

from pathlib import Path

import numpy as np
import pytest

from convscope.data.cifar import CIFAR10, CIFAR100, Layout, find_cifar, load_cifar
from convscope.errors import BrokenData
from convscope.picture import Picture


def write_set(folder: Path, layout: Layout, classes: int) -> Picture:
    """Write two records a file; give the first picture as (height, width, channels)."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    firsts: list[Picture] = []
    for file in (*layout.train, *layout.test):
        pictures = random.integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
        firsts.append(pictures[0])
        with (folder / file).open("wb") as out:
            for label, picture in enumerate(pictures):
                out.write(bytes([99] * (layout.label_bytes - 1) + [label]) + picture.transpose(2, 0, 1).tobytes())
    (folder / layout.names).write_text("\n".join(f"class {number}" for number in range(classes)) + "\n\n")
    return firsts[0]


@pytest.mark.parametrize(("layout", "count", "test"), [(CIFAR10, 12, [10, 11]), (CIFAR100, 4, [2, 3])])
def test_records_become_pictures_and_fine_labels(tmp_path: Path, layout: Layout, count: int, test: list[int]) -> None:
    """Planes become channels, the last label byte counts, the test file is the test part."""
    first = write_set(tmp_path / layout.folder, layout, 3)
    folder = find_cifar(layout, tmp_path)
    assert folder == tmp_path / layout.folder
    dataset = load_cifar("cifar", layout, folder)
    assert len(dataset.pictures) == count and dataset.test.tolist() == test
    np.testing.assert_array_equal(dataset.pictures[0], first)
    assert dataset.labels.tolist() == [0, 1] * (count // 2)
    assert dataset.classes == ("class 0", "class 1", "class 2")


def test_a_cut_file_is_named(tmp_path: Path) -> None:
    """A file that is no whole number of records is told as such."""
    write_set(tmp_path, CIFAR10, 10)
    file = tmp_path / "data_batch_3.bin"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(BrokenData, match=r"data_batch_3\.bin is not whole"):
        load_cifar("cifar10", CIFAR10, tmp_path)


def test_too_few_names_are_refused(tmp_path: Path) -> None:
    """Every label needs a name."""
    write_set(tmp_path, CIFAR10, 1)
    with pytest.raises(BrokenData, match="names 1 classes"):
        load_cifar("cifar10", CIFAR10, tmp_path)


def test_a_folder_without_all_files_is_not_one(tmp_path: Path) -> None:
    """Without one of its files the set is not found."""
    write_set(tmp_path, CIFAR10, 10)
    (tmp_path / "test_batch.bin").unlink()
    assert find_cifar(CIFAR10, tmp_path) is None
