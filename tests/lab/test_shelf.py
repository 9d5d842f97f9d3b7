"""The pictures that pages may ask about."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.lab import shelf as shelves
from convscope.lab.shelf import Gone, Shelf, named


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A shelf of three, or 100 bytes, whose uploads are as many pixels as their first byte says."""
    monkeypatch.setattr(shelves, "read_apart", lambda data: np.full((1, data[0], 1), data[0], np.uint8))
    return Shelf(most=3, most_bytes=100)


def test_the_one_used_longest_ago_makes_room(shelf: Shelf) -> None:
    """By number and by bytes; one that is asked for stays."""
    first, second, third = (shelf.put(bytes([size])) for size in (1, 2, 3))
    assert shelf.get(first).shape == (1, 1, 1)
    fourth = shelf.put(bytes([4]))
    assert [name in shelf for name in (first, second, third, fourth)] == [True, False, True, True]
    large = shelf.put(bytes([97]))
    assert [name in shelf for name in (first, third, fourth, large)] == [False, False, False, True]
    for name in (second, None, 7, "x" * 1000):
        with pytest.raises(Gone, match="any more"):
            shelf.get(name)


def test_the_command_lines_picture_stays(shelf: Shelf, digit_picture: Path) -> None:
    """Under the hash of its file, however many come, and as the PNG it was."""
    own = shelf.own(digit_picture)
    for size in range(1, 30):
        shelf.put(bytes([size]))
    assert own == named(digit_picture.read_bytes())
    with Image.open(digit_picture) as image, Image.open(io.BytesIO(shelf.png(own))) as given:
        assert np.array_equal(np.asarray(image), np.asarray(given))


def test_a_picture_of_six_bands_is_not_shown(tmp_path: Path) -> None:
    """There is no address of it; the network may read it all the same."""
    np.save(tmp_path / "six.npy", np.zeros((4, 5, 6), np.uint8))
    assert Shelf().own(tmp_path / "six.npy") == ""
