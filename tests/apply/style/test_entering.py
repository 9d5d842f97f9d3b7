"""Pictures as they enter."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from convscope.apply.style.entering import entered, fitted, scales, style_size
from convscope.errors import BrokenPicture, ConvscopeError


def test_grey_and_transparent_pictures_are_colours(tmp_path: Path) -> None:
    Image.fromarray(np.full((20, 30), 51, np.uint8)).save(tmp_path / "grey.png")
    grey = entered(tmp_path / "grey.png", "")
    assert grey.shape == (1, 3, 20, 30) and torch.allclose(grey, torch.tensor(0.2))
    Image.new("RGBA", (20, 20), (10, 20, 30, 0)).save(tmp_path / "clear.png")
    assert torch.equal(entered(tmp_path / "clear.png", ""), torch.ones(1, 3, 20, 20))
    assert entered(np.zeros((16, 16), np.uint8), "a").shape == (1, 3, 16, 16)


def test_what_is_no_picture_to_paint_is_told(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    np.save(tmp_path / "bands.npy", np.zeros((20, 20, 5), np.uint8))
    with pytest.raises(ConvscopeError, match=r"dot.png is 1 × 1 pixels.*give at least 16 a side"):
        entered(tmp_path / "dot.png", "")
    with pytest.raises(BrokenPicture):
        entered(tmp_path / "broken.png", "")
    with pytest.raises(ConvscopeError, match="has 5 bands"):
        entered(tmp_path / "bands.npy", "")
    with pytest.raises(ConvscopeError, match="style 1 has 3 bands of float64"):
        entered(np.zeros((20, 20, 3)), "style 1")  # type: ignore[arg-type]


def test_scales_double_to_the_size() -> None:
    assert scales(torch.zeros(1, 3, 30, 30), 50, "a") == [(50, 50)]
    assert scales(torch.zeros(1, 3, 300, 200), 500, "a") == [(125, 83), (250, 167), (500, 333)]
    assert scales(torch.zeros(1, 3, 20, 200), 400, "a") == [(20, 200), (40, 400)], "not below 16 pixels"
    with pytest.raises(ConvscopeError, match="so thin that 100 × 4 pixels are left of it at size 100"):
        scales(torch.zeros(1, 3, 20, 500), 100, "a")


def test_a_style_is_as_large_as_the_picture_and_never_enlarged() -> None:
    style = torch.zeros(1, 3, 200, 800)
    assert style_size(style, (100, 100), 1.0) == (50, 200)
    assert style_size(style, (100, 100), 2.0) == (100, 400)
    assert style_size(style, (2000, 2000), 1.0) == (200, 800)
    assert style_size(style, (20, 20), 0.1) == (16, 64)


def test_a_size_is_reached_by_averaging() -> None:
    checked = torch.tensor([[0.0, 1.0], [1.0, 0.0]]).repeat(8, 8)[None, None].expand(1, 3, -1, -1)
    assert (
        torch.allclose(fitted(checked, (4, 4)), torch.tensor(0.5), atol=0.05) and fitted(checked, (16, 16)) is checked
    )
