"""Masks: what each pixel says, and what becomes of it at another size."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.errors import BrokenPicture
from convscope.picture import InputContract
from convscope.picture.masks import COLOUR, IGNORED, coded, fit_labels, packed, read_mask

VALUES = np.array([[0, 3], [7, 255]], np.uint8)


def test_values_are_read_as_they_are(tmp_path: Path) -> None:
    """Grey levels, 16-bit ones, a palette's numbers and not its colours, an array's."""
    Image.fromarray(VALUES).save(tmp_path / "grey.png")
    Image.fromarray(VALUES.astype(np.uint16) * 200).save(tmp_path / "deep.png")
    palette = Image.fromarray(VALUES, "P")
    palette.putpalette([number % 256 for number in range(10, 778)])
    palette.save(tmp_path / "palette.png")
    np.save(tmp_path / "array.npy", VALUES[..., None])
    assert np.array_equal(read_mask(tmp_path / "grey.png"), VALUES)
    assert np.array_equal(read_mask(tmp_path / "deep.png"), VALUES.astype(int) * 200)
    assert np.array_equal(read_mask(tmp_path / "palette.png"), VALUES)
    assert np.array_equal(read_mask(tmp_path / "array.npy"), VALUES)


def test_colours_are_told_apart_from_values(tmp_path: Path) -> None:
    """Each is one number beyond all values."""
    colours = np.array([[[128, 64, 0], [0, 0, 5]]], np.uint8)
    Image.fromarray(colours).save(tmp_path / "colours.png")
    assert read_mask(tmp_path / "colours.png").tolist() == [[COLOUR + 0x804000, COLOUR + 5]]
    assert np.array_equal(packed(colours), read_mask(tmp_path / "colours.png"))


def test_a_mask_that_cannot_be_decoded_says_so(tmp_path: Path) -> None:
    """Or that is not there."""
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno")
    with pytest.raises(BrokenPicture, match="is broken"):
        read_mask(tmp_path / "broken.png")
    with pytest.raises(BrokenPicture, match="there is no mask"):
        read_mask(tmp_path / "none.png")


def test_what_no_table_has_says_nothing() -> None:
    """And all of it where the table is empty."""
    assert coded(VALUES.astype(np.int64), {0: 1, 7: 0}).tolist() == [[1, IGNORED], [0, IGNORED]]
    assert coded(VALUES.astype(np.int64), {}).tolist() == [[IGNORED] * 2] * 2


@pytest.mark.parametrize("resize", ["stretch", "crop", "letterbox"])
def test_a_mask_stays_on_its_picture(resize: str) -> None:
    """A picture whose classes are its colours is answered by its own mask at another size, up to one pixel's edge."""
    from convscope.picture import fit

    labels = np.zeros((60, 90), np.uint8)
    labels[20:50, 30:80] = 1
    contract = InputContract(1, 40, 40, resize)  # type: ignore[arg-type]
    picture = fit((labels * 200)[..., None], contract)[..., 0]
    found = fit_labels(labels, contract)
    sure = (picture < 20) | (picture > 180)
    inside = found != IGNORED
    assert np.array_equal((picture > 100)[sure & inside], (found == 1)[sure & inside])
    assert inside.all() == (resize != "letterbox")
