"""Several views into files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.draw import View, save_views
from convscope.errors import ConvscopeError

VIEWS = [View(np.full((1, 4, 4), number), f"view {number}", "", "A sentence.", "unsigned") for number in (1, 2)]


def test_a_png_has_all_of_them(tmp_path: Path) -> None:
    """As high as both."""
    alone = [save_views([view], tmp_path / f"{number}.png")[0] for number, view in enumerate(VIEWS)]
    (both,) = save_views(VIEWS, tmp_path / "both.png")
    assert _height(both) == sum(map(_height, alone))


def _height(path: Path) -> int:
    with Image.open(path) as image:
        return image.height


def test_numbers_get_a_file_each(tmp_path: Path) -> None:
    """Numbered from 1; an ending that is none is refused."""
    paths = save_views(VIEWS, tmp_path / "x.npz")
    assert [path.name for path in paths] == ["x-1.npz", "x-2.npz"]
    assert float(np.load(paths[1])["array"][0, 0, 0]) == 2
    with pytest.raises(ConvscopeError, match="cannot be saved"):
        save_views(VIEWS, tmp_path / "x.gif")


def test_more_than_fit_are_refused(tmp_path: Path) -> None:
    """All maps of a deep network in one picture would be read by nobody; nothing is written."""
    with pytest.raises(ConvscopeError, match="49 views do not fit"):
        save_views(VIEWS[:1] * 49, tmp_path / "all.png")
    assert not list(tmp_path.iterdir())
