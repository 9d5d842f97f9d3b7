"""Masks that say where each style is."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from convscope.apply.style.masks import read_regions, resized
from convscope.errors import BrokenPicture, ConvscopeError


def saved(tmp_path: Path, *greys: int) -> Path:
    Image.fromarray(np.repeat(np.array(greys, np.uint8)[None], len(greys), 0).repeat(20, 0)[: len(greys)]).save(
        tmp_path / "m.png"
    )
    return tmp_path / "m.png"


def test_black_is_the_first_white_the_last_and_greys_lie_between(tmp_path: Path) -> None:
    found = read_regions(saved(tmp_path, 0, 255, 51), ["a", "b"], (30, 30))
    assert torch.allclose(found[:, 0], torch.tensor([[1.0, 0.0, 0.8], [0.0, 1.0, 0.2]]))
    three = read_regions(saved(tmp_path, 0, 128, 255), ["a", "b", "c"], (3, 3))
    assert three[:, 0].round().tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    one = read_regions(saved(tmp_path, 0, 255, 255), ["a"], (3, 3))
    assert one[0, 0].tolist() == [0, 1, 1]


def test_one_that_does_not_fit_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConvscopeError, match="a mask of 2 × 2 came, the content is 40 × 20"):
        read_regions(saved(tmp_path, 0, 255), ["a", "b"], (20, 40))
    with pytest.raises(ConvscopeError, match="has nothing for b"):
        read_regions(saved(tmp_path, 0, 40), ["a", "b"], (20, 20))
    with pytest.raises(ConvscopeError, match="is black"):
        read_regions(saved(tmp_path, 0, 0), ["a"], (20, 20))
    with pytest.raises(BrokenPicture, match="there is no picture"):
        read_regions(tmp_path / "none.png", ["a"], (20, 20))


def test_they_come_to_any_size() -> None:
    halves = torch.zeros(1, 4, 8)
    halves[..., 4:] = 1
    assert resized(halves, (2, 4))[0, 0].tolist()[0] < 0.2 and resized(halves, (4, 8)) is halves
