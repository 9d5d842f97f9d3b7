"""What a file is, before its pixels."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.errors import BrokenPicture
from convscope.picture import describe, read


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_bands_and_size_are_those_that_read_gives(tmp_path: Path, mode: str) -> None:
    """Whatever the mode."""
    Image.new(mode, (5, 3)).save(tmp_path / "a.png")
    found = describe(tmp_path / "a.png")
    assert (found.height, found.width, found.bands) == read(tmp_path / "a.png").shape
    assert found.format == "PNG" and not found.animated


def test_the_size_is_that_after_exif_rotation(tmp_path: Path) -> None:
    """A phone's portrait is high."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (50, 30)).save(tmp_path / "a.jpg", exif=exif)
    found = describe(tmp_path / "a.jpg")
    assert (found.height, found.width) == (50, 30) == read(tmp_path / "a.jpg").shape[:2]


def test_frames_are_counted(tmp_path: Path) -> None:
    """Of an animation, which is said to be one."""
    frames = [Image.new("RGB", (5, 4), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert describe(tmp_path / "a.gif").frames == 3 and describe(tmp_path / "a.gif").animated


def test_an_array_is_described(tmp_path: Path) -> None:
    """By its shape."""
    np.save(tmp_path / "a.npy", np.zeros((4, 5, 7), np.uint8))
    found = describe(tmp_path / "a.npy")
    assert (found.format, found.height, found.width, found.bands) == ("NPY", 4, 5, 7)


def test_what_cannot_be_read_is_refused_as_read_does(tmp_path: Path) -> None:
    """With its word."""
    (tmp_path / "a.png").write_text("no")
    with pytest.raises(BrokenPicture, match="not a picture that Pillow can read"):
        describe(tmp_path / "a.png")
    with pytest.raises(BrokenPicture, match="there is no picture"):
        describe(tmp_path / "b.png")
