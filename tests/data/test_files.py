"""Pictures in files."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from convscope.data import FilePictures
from convscope.errors import BrokenPicture
from convscope.picture import InputContract, fit, read


def test_one_is_read_as_it_is_and_all_are_fitted(tmp_path: Path, tree: Callable[..., Path]) -> None:
    """By the same way."""
    paths = tuple(sorted(tree(tmp_path, {"a": 3}).rglob("*.png")))
    pictures, contract = FilePictures(paths), InputContract(3, 6, 6)
    assert len(pictures) == 3 and np.array_equal(pictures[1], read(paths[1]))
    assert np.array_equal(pictures.fitted(contract)[1], fit(pictures[1], contract))


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    """By its path."""
    with pytest.raises(BrokenPicture, match=r"gone\.png"):
        FilePictures((tmp_path / "gone.png",))[0]
