"""Several views."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.draw import View, Views

TWO = Views(View(np.full((1, 4, 4), value), "maps", "conv1", "All alike.", "unsigned") for value in (0.0, 1.0))


def test_they_are_a_tuple_that_saves_itself(tmp_path: Path) -> None:
    """One PNG of all, a file each of numbers."""
    first, second = TWO
    assert (first, second) == (TWO[0], TWO[-1])
    (path,) = TWO.save(tmp_path / "both.png")
    with Image.open(path) as both, Image.open(first.save(tmp_path / "one.png")) as one:
        assert both.height > one.height
    assert [path.name for path in TWO.save(tmp_path / "both.npz")] == ["both-1.npz", "both-2.npz"]


def test_a_notebook_shows_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """As pictures of their own, and each says in a line what it is."""
    display = pytest.importorskip("IPython.display")
    shown: list[View] = []
    monkeypatch.setattr(display, "display", shown.append)
    TWO._ipython_display_()
    assert shown == list(TWO)
    assert repr(TWO[0]) == "<View: maps of conv1, 1 tile: All alike.>"
