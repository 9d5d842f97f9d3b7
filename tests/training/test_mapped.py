"""A mapped file's size is asked before each read."""

from pathlib import Path

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.training.mapped import Mapped


def test_a_file_that_is_cut_is_told_and_one_that_is_removed_is_whole(tmp_path: Path) -> None:
    """What is mapped stays on the disk for as long as it is, whatever bears its name."""
    np.save(tmp_path / "kept.npy", np.arange(12))
    mapped = Mapped(np.load(tmp_path / "kept.npy", mmap_mode="r"))
    mapped.whole()
    held = (tmp_path / "kept.npy").rename(tmp_path / "other.npy")
    (tmp_path / "kept.npy").touch()
    mapped.whole()
    with held.open("r+b") as file:
        file.truncate(held.stat().st_size - 1)
    with pytest.raises(ConvscopeError, match=r"the cache .*kept\.npy was cut to 223 of 224 bytes"):
        mapped.whole()
