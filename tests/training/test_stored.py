"""Pictures that stay in their file are read row by row."""

from pathlib import Path

import numpy as np
import pytest
import torch

from convscope.errors import ConvscopeError
from convscope.training.stored import Stored

PICTURES = np.random.default_rng(0).integers(0, 256, (7, 3, 2, 1), dtype=np.uint8)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Pictures in NumPy's format, behind its head."""
    np.save(tmp_path / "kept.npy", PICTURES)
    return tmp_path / "kept.npy"


def test_rows_are_those_of_the_array_also_of_a_part_of_it(file: Path) -> None:
    """In any order, twice, or none; of a slice they are counted from its own first one."""
    mapped = np.load(file, mmap_mode="r")
    for array in (mapped, mapped[2:], mapped[2:][1:5]):
        for rows in ([3, 0, 3, 1], []):
            chosen = torch.tensor(rows, dtype=torch.long)
            assert torch.equal(Stored(array)[chosen], torch.from_numpy(np.array(array))[chosen])


def test_rows_that_do_not_follow_one_another_are_refused(file: Path) -> None:
    """As is what is no byte: the array itself is read then."""
    with pytest.raises(ValueError, match="only uint8"):
        Stored(np.load(file, mmap_mode="r")[::2])


def test_a_file_that_is_cut_is_told_and_one_that_is_removed_is_whole(file: Path) -> None:
    """What is open stays on the disk for as long as it is, whatever bears its name."""
    stored, last = Stored(np.load(file, mmap_mode="r")), torch.tensor([6])
    held = file.rename(file.with_name("other.npy"))
    file.touch()
    assert torch.equal(stored[last], torch.from_numpy(PICTURES[6:]))
    with held.open("r+b") as handle:
        handle.truncate(held.stat().st_size - 1)
    with pytest.raises(ConvscopeError, match=r"the cache .*kept\.npy was cut to 169 of 170 bytes"):
        stored[last]
