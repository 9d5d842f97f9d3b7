"""MNIST's file format."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from convscope.data.idx import PARTS, find_idx, load_idx, read_idx
from convscope.errors import BrokenData

CLASSES = tuple("0123456789")


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_train_and_test_are_read_plain_and_gzipped(tmp_path: Path, suffix: str, idx_set: Callable[..., None]) -> None:
    """Pictures and labels come in the file's order, train first, and the test part is the file's own."""
    idx_set(tmp_path, suffix)
    dataset = load_idx("mnist", tmp_path, CLASSES)
    assert len(dataset.pictures) == 9 and dataset.pictures[0].shape == (4, 5, 1)
    assert dataset.test.tolist() == [6, 7, 8]
    np.testing.assert_array_equal(dataset.pictures[6][..., 0], read_idx(tmp_path / (PARTS[1][0] + suffix))[0])


def test_a_missing_file_is_no_set(tmp_path: Path, idx_set: Callable[..., None]) -> None:
    """All four files must be there."""
    idx_set(tmp_path)
    (tmp_path / PARTS[1][1]).unlink()
    assert find_idx(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"\x00\x00\x08", b"not an idx file", bytes([0, 0, 8, 1, 0, 0, 0, 9, 1])])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    """Empty, cut, foreign: one line that names the file."""
    path = tmp_path / "labels"
    path.write_bytes(content)
    with pytest.raises(BrokenData, match="labels"):
        read_idx(path)


def test_a_truncated_gzip_is_named(tmp_path: Path) -> None:
    """A download that stopped half-way is told as such."""
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(bytes(1000))[:20])
    with pytest.raises(BrokenData, match=r"images\.gz cannot be read"):
        read_idx(path)


def test_a_label_beyond_the_classes_is_refused(
    tmp_path: Path, idx_set: Callable[..., None], idx_file: Callable[..., None]
) -> None:
    """Labels of another data set do not pass."""
    idx_set(tmp_path)
    idx_file(tmp_path / PARTS[0][1], np.full(6, 11, np.uint8))
    with pytest.raises(BrokenData, match="label 11"):
        load_idx("mnist", tmp_path, CLASSES)


def test_mnist_itself() -> None:
    """The 70,000 real digits: their parts, their sizes, and the known mean of the training pictures."""
    folder = Path(os.environ.get("CONVSCOPE_DATA", "")) / "mnist"
    if find_idx(folder) is None:
        pytest.skip(f"no MNIST in {folder} (CONVSCOPE_DATA)")
    dataset = load_idx("mnist", folder, CLASSES)
    assert len(dataset.labels) == 70_000 and dataset.test[0] == 60_000
    train = np.stack([dataset.pictures[index] for index in range(60_000)])
    assert train.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
