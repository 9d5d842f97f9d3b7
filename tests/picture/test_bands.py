"""Pictures of more bands than colours, from NumPy files and TIFFs."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.errors import BrokenPicture
from convscope.picture import read

rasterio = pytest.importorskip("rasterio", reason="TIFFs of many bands are read with rasterio")


def pixels(bands: int) -> Any:
    return np.random.default_rng(bands).integers(0, 256, (6, 7, bands), dtype=np.uint8)


def write_tiff(path: Path, numbers: Any, **options: Any) -> Path:
    height, width, count = numbers.shape
    settings = {"driver": "GTiff", "height": height, "width": width, "count": count, "dtype": numbers.dtype}
    with rasterio.open(path, "w", **settings, **options) as file:
        file.write(numbers.transpose(2, 0, 1))
    return path


@pytest.mark.parametrize("bands", range(1, 13))
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_tiff_of_1_to_12_bands_is_read_exactly(tmp_path: Path, bands: int) -> None:
    """In the file's order, none of them taken for alpha."""
    path = write_tiff(tmp_path / "a.tif", pixels(bands), photometric="MINISBLACK", ALPHA="UNSPECIFIED")
    assert np.array_equal(read(path), pixels(bands))


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_declared_alpha_is_alpha(tmp_path: Path) -> None:
    """Red, green, blue and a band that the file calls alpha is a picture on white."""
    numbers = pixels(4)
    numbers[..., 3] = 0
    assert (read(write_tiff(tmp_path / "a.tif", numbers, photometric="RGB", ALPHA="YES")) == 255).all()


@pytest.mark.parametrize("shape", [(6, 7), (6, 7, 1), (6, 7, 3), (6, 7, 12)])
def test_an_array_is_read_exactly(tmp_path: Path, shape: tuple[int, ...]) -> None:
    """As (height, width, bands), whatever the file is called."""
    numbers = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    np.save(tmp_path / "a.npy", numbers)
    (tmp_path / "a.npy").rename(tmp_path / "a.png")
    assert np.array_equal(read(tmp_path / "a.png"), numbers.reshape(6, 7, -1))


def test_sixteen_bits_are_divided_by_257(tmp_path: Path) -> None:
    """To the nearest: 0 … 65,535 is 0 … 255."""
    np.save(tmp_path / "a.npy", np.array([[0, 128, 129, 257, 32896, 65535]], np.uint16))
    assert read(tmp_path / "a.npy")[..., 0].tolist() == [[0, 0, 1, 1, 128, 255]]


def test_floats_of_0_to_1_are_times_255(tmp_path: Path) -> None:
    """To the nearest."""
    np.save(tmp_path / "a.npy", np.array([[0.0, 0.5, 1.0]]))
    assert read(tmp_path / "a.npy")[..., 0].tolist() == [[0, 128, 255]]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (np.array([[-0.5, 1.0]]), "floats from -0.5 to 1"),
        (np.array([[0.0, np.nan]]), "nan"),
        (np.zeros((2, 2), np.int32), "int32"),
        (np.zeros((3, 40, 50), np.uint8), "(3, 40, 50)"),
        (np.zeros((4, 4, 13), np.uint8), "(4, 4, 13)"),
        (np.zeros(5, np.uint8), "(5,)"),
        (np.zeros((0, 4, 3), np.uint8), "(0, 4, 3)"),
    ],
)
def test_what_nobody_said_how_to_read_is_refused(tmp_path: Path, numbers: Any, said: str) -> None:
    """The error says what came and what was expected."""
    np.save(tmp_path / "a.npy", numbers)
    with pytest.raises(BrokenPicture, match="expected") as caught:
        read(tmp_path / "a.npy")
    assert said in str(caught.value)


class Bomb:
    def __reduce__(self) -> Any:
        return (sys.exit, (7,))


def test_nothing_in_an_array_is_unpickled(tmp_path: Path) -> None:
    """A file of objects is refused, and what it would do is not done."""
    np.save(tmp_path / "a.npy", np.array([Bomb()], dtype=object), allow_pickle=True)
    with pytest.raises(BrokenPicture, match="no whole array"):
        read(tmp_path / "a.npy")


def test_a_header_that_claims_too_much_is_refused(tmp_path: Path) -> None:
    """A file cut short, and one of 30,000 × 30,000 that is sparse on the disk."""
    np.save(tmp_path / "a.npy", np.zeros((50, 50, 3), np.uint8))
    (tmp_path / "a.npy").write_bytes((tmp_path / "a.npy").read_bytes()[:500])
    with pytest.raises(BrokenPicture, match="no whole array"):
        read(tmp_path / "a.npy")
    del_me = np.lib.format.open_memmap(tmp_path / "b.npy", mode="w+", dtype=np.uint8, shape=(30_000, 30_000))
    del del_me
    with pytest.raises(BrokenPicture, match="claims to be too large"):
        read(tmp_path / "b.npy")


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_without_rasterio_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what to install."""
    path = write_tiff(tmp_path / "a.tif", pixels(6))
    monkeypatch.setitem(sys.modules, "rasterio", None)
    with pytest.raises(BrokenPicture, match=r"convscope\[scene\]"):
        read(path)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_broken_tiff_of_many_bands_is_refused(tmp_path: Path) -> None:
    """Cut short, in one line; more than 12 bands are too many."""
    path = write_tiff(tmp_path / "a.tif", np.tile(pixels(6), (40, 40, 1)))
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(BrokenPicture, match="is broken"):
        read(path)
    with pytest.raises(BrokenPicture, match="13 bands"):
        read(write_tiff(tmp_path / "b.tif", pixels(13)))


def test_colour_is_left_to_pillow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grey, RGB, RGBA and CMYK TIFFs need no rasterio."""
    monkeypatch.setitem(sys.modules, "rasterio", None)
    for mode, bands in (("L", 1), ("RGB", 3), ("RGBA", 3), ("CMYK", 3), ("P", 3)):
        Image.new(mode, (3, 2)).save(tmp_path / "a.tif")
        assert read(tmp_path / "a.tif").shape == (2, 3, bands)
