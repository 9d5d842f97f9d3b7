"""A file to a uint8 array."""

import struct
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from convscope.errors import BrokenPicture
from convscope.picture import Picture, read

GREY = np.array([[0, 40, 80], [120, 200, 255]], np.uint8)
COLOUR = np.random.default_rng(0).integers(0, 256, (4, 6, 3), dtype=np.uint8)


def saved(image: Image.Image, path: Path, **options: Any) -> Path:
    image.save(path, **options)
    return path


# Every mode


@pytest.mark.parametrize("suffix", ["png", "tif", "bmp", "webp"])
def test_rgb_is_read_exactly(tmp_path: Path, suffix: str) -> None:
    """A lossless RGB file gives back the pixels that were saved."""
    options = {"lossless": True} if suffix == "webp" else {}
    picture = read(saved(Image.fromarray(COLOUR), tmp_path / f"a.{suffix}", **options))
    assert picture.dtype == np.uint8
    assert np.array_equal(picture, COLOUR)


def test_grey_keeps_one_channel(tmp_path: Path) -> None:
    """A grey file gives (height, width, 1) and its values."""
    assert np.array_equal(read(saved(Image.fromarray(GREY), tmp_path / "a.png")), GREY[..., None])


def test_one_bit_is_black_and_white(tmp_path: Path) -> None:
    """The bits of a mode-1 file become 0 and 255."""
    bits = GREY > 100
    picture = read(saved(Image.fromarray(bits), tmp_path / "a.png"))
    assert np.array_equal(picture, np.where(bits, 255, 0)[..., None])


def test_transparent_grey_is_laid_on_white(tmp_path: Path) -> None:
    """Grey with alpha stays grey: opaque pixels keep their value, transparent ones are white, half ones in between."""
    pixels = np.array([[[10, 255], [10, 0], [0, 128]]], np.uint8)
    picture = read(saved(Image.fromarray(pixels, "LA"), tmp_path / "a.png"))
    assert picture[..., 0].tolist() == [[10, 255, 127]]
    assert picture.shape == (1, 3, 1)


def test_a_transparent_grey_level_is_white(tmp_path: Path) -> None:
    """A grey PNG that declares one level transparent shows white there."""
    picture = read(saved(Image.fromarray(GREY), tmp_path / "a.png", transparency=80))
    expected = GREY.copy()
    expected[GREY == 80] = 255
    assert np.array_equal(picture, expected[..., None])


def palette_image() -> Image.Image:
    image = Image.fromarray(np.array([[0, 1], [2, 1]], np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    return image


@pytest.mark.parametrize("suffix", ["png", "gif", "bmp"])
def test_a_palette_becomes_its_colours(tmp_path: Path, suffix: str) -> None:
    """Indices are looked up: the result is RGB."""
    red, green, blue = [255, 0, 0], [0, 255, 0], [0, 0, 255]
    assert read(saved(palette_image(), tmp_path / f"a.{suffix}")).tolist() == [[red, green], [blue, green]]


@pytest.mark.parametrize("suffix", ["png", "gif"])
def test_a_transparent_palette_entry_is_white(tmp_path: Path, suffix: str) -> None:
    """The entry that a PNG or GIF declares transparent is white; the others keep their colours."""
    picture = read(saved(palette_image(), tmp_path / f"a.{suffix}", transparency=1))
    red, white, blue = [255, 0, 0], [255, 255, 255], [0, 0, 255]
    assert picture.tolist() == [[red, white], [blue, white]]


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    """RGBA: opaque red is red, transparent red white, half transparent red pink."""
    pixels = np.array([[[255, 0, 0, 255], [255, 0, 0, 0], [255, 0, 0, 128]]], np.uint8)
    picture = read(saved(Image.fromarray(pixels), tmp_path / "a.png"))
    assert picture.tolist() == [[[255, 0, 0], [255, 255, 255], [255, 127, 127]]]


@pytest.mark.parametrize(("suffix", "within"), [("tif", 0), ("jpg", 3)])
def test_cmyk_becomes_rgb(tmp_path: Path, suffix: str, within: int) -> None:
    """Full cyan ink takes the red away, full black ink everything, no ink nothing."""
    inks = np.zeros((8, 24, 4), np.uint8)
    inks[:, :8, 0] = 255
    inks[:, 8:16, 3] = 255
    picture = read(saved(Image.fromarray(inks, "CMYK"), tmp_path / f"a.{suffix}"))
    expected = [[0, 255, 255], [0, 0, 0], [255, 255, 255]]
    assert np.abs(picture[4, 4::8].astype(int) - expected).max() <= within


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_become_eight(tmp_path: Path, suffix: str) -> None:
    """0 … 65,535 is brought to 0 … 255: 257 is 1, 32,896 is 128."""
    deep = np.array([[0, 257, 32896, 65535]], np.uint16)
    picture = read(saved(Image.fromarray(deep), tmp_path / f"a.{suffix}"))
    assert picture.tolist() == [[[0], [1], [128], [255]]]


def test_floats_run_to_their_greatest(tmp_path: Path) -> None:
    """A float TIFF is scaled so that its greatest value is 255; below zero is black."""
    deep = np.array([[-3.0, 0.0, 100.0, 400.0]], np.float32)
    assert read(saved(Image.fromarray(deep), tmp_path / "a.tif"))[..., 0].tolist() == [[0, 0, 64, 255]]


def test_a_float_picture_with_holes_is_read(tmp_path: Path) -> None:
    """NaN and infinity, as scenes mark missing pixels, are black, and change no other pixel."""
    deep = np.array([[np.nan, np.inf, -np.inf, 0.4, 1.0]], np.float32)
    assert read(saved(Image.fromarray(deep), tmp_path / "a.tif"))[..., 0].tolist() == [[0, 0, 0, 102, 255]]


@pytest.mark.parametrize("shape", [(1, 1, 3), (30, 5000, 3), (5000, 30, 3)])
def test_extreme_shapes_are_read(tmp_path: Path, shape: tuple[int, int, int]) -> None:
    """One pixel, and strips of 5,000 by 30, come back exactly, height first."""
    pixels = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    assert np.array_equal(read(saved(Image.fromarray(pixels), tmp_path / "a.png")), pixels)


# EXIF and animation

TURNS: list[Callable[[Picture], npt.NDArray[Any]]] = [
    lambda stored: stored,
    np.fliplr,
    lambda stored: np.rot90(stored, 2),
    np.flipud,
    lambda stored: stored.transpose(1, 0, 2),
    lambda stored: np.rot90(stored, -1),
    lambda stored: np.rot90(stored, 2).transpose(1, 0, 2),
    np.rot90,
]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    """All eight EXIF orientations are undone: 6, as phones write it, is turned a quarter clockwise."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read(saved(Image.fromarray(COLOUR), tmp_path / "a.png", exif=exif))
    assert np.array_equal(picture, TURNS[orientation - 1](COLOUR))


@pytest.mark.parametrize("suffix", ["gif", "png", "webp"])
def test_of_an_animation_the_first_frame_is_taken(tmp_path: Path, suffix: str) -> None:
    """Red, then green, then blue is red."""
    frames = [Image.new("RGB", (5, 4), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if suffix == "webp" else {}
    path = saved(frames[0], tmp_path / f"a.{suffix}", save_all=True, append_images=frames[1:], duration=50, **options)
    with Image.open(path) as image:
        assert getattr(image, "n_frames", 1) == 3  # else this tests nothing
    picture = read(path)
    assert picture.shape == (4, 5, 3)
    assert (picture == (255, 0, 0)).all()


@pytest.mark.parametrize("name", ["ziffer-äöü.png", "数字 七.png", "семь.png", "emoji-🔬.png", "with space.png"])
def test_any_file_name_is_read(tmp_path: Path, name: str) -> None:
    """Names in any script are read, as text or as a path."""
    path = saved(Image.fromarray(COLOUR), tmp_path / name)
    assert np.array_equal(read(str(path)), COLOUR)
    assert np.array_equal(read(path), COLOUR)


# What cannot be read


def refused(path: Path) -> str:
    """Give the one line that ``read`` says of a file, having checked that it is one and names the file."""
    with pytest.raises(BrokenPicture) as caught:
        read(path)
    line = str(caught.value)
    assert "\n" not in line
    assert str(path) in line
    return line


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "bmp", "tif", "webp", "avif", "jp2"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused_in_one_line(tmp_path: Path, suffix: str, share: float) -> None:
    """A file cut short, as by a broken download, is not half a picture but an error that names it."""
    pixels = np.random.default_rng(3).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    path = saved(Image.fromarray(pixels), tmp_path / f"a.{suffix}")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    refused(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """Zero bytes are no picture."""
    path = tmp_path / "empty.png"
    path.touch()
    assert "is empty: zero bytes" in refused(path)


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    """Text under a picture's name is refused, and the error says what to do."""
    path = tmp_path / "notes.jpg"
    path.write_text("not a picture")
    assert refused(path).endswith("is not a picture that Pillow can read; convert it to PNG or JPEG")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path to nothing gives the path back."""
    assert "there is no picture" in refused(tmp_path / "nothing.png")


def test_a_folder_is_not_a_picture(tmp_path: Path) -> None:
    """A folder in a picture's place gives the same clear word."""
    assert "there is no picture" in refused(tmp_path)


def test_a_name_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    """A mistake as long as 5,000 letters is still the user's, not a traceback."""
    refused(tmp_path / ("a" * 5000))


def test_a_decoder_that_fails_in_its_own_way_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pillow's decoders raise what they like (AVIF's a RuntimeError): the user sees one line."""

    def fail(_: object) -> None:
        raise RuntimeError("Failed to decode image: Missing or empty image item")

    path = saved(Image.fromarray(COLOUR), tmp_path / "a.png")
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    assert "Missing or empty image item" in refused(path)


def png_that_claims(width: int, height: int, path: Path) -> Path:
    """Write a PNG of a few bytes whose header claims a size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b""))
    return path


@pytest.mark.parametrize("side", [10_000, 30_000])
def test_a_decompression_bomb_is_refused(tmp_path: Path, side: int) -> None:
    """A file of a hundred bytes that claims 30,000 × 30,000 pixels is refused before a byte is decoded.

    Pillow raises for that size and only warns for 10,000 × 10,000; both are refused.
    """
    assert "claims to be too large" in refused(png_that_claims(side, side, tmp_path / "bomb.png"))


def test_pillows_limit_is_left_as_it_was(tmp_path: Path) -> None:
    """Refusing a bomb changes neither Pillow's limit nor the warnings of the rest of the program."""
    import warnings

    before = (Image.MAX_IMAGE_PIXELS, list(warnings.filters))
    refused(png_that_claims(10_000, 10_000, tmp_path / "bomb.png"))
    assert (Image.MAX_IMAGE_PIXELS, list(warnings.filters)) == before


def test_threads_may_read_side_by_side(tmp_path: Path) -> None:
    """Filters of warnings, which are the process's, are afterwards as they were, and a bomb is told in each thread."""
    from concurrent.futures import ThreadPoolExecutor

    Image.new("L", (40, 30)).save(tmp_path / "a.png")
    before = list(warnings.filters)
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(4) as pool:
        patch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
        errors = [one.exception() for one in [pool.submit(read, tmp_path / "a.png") for _ in range(40)]]
    assert all(isinstance(error, BrokenPicture) and "too large" in str(error) for error in errors)
    assert warnings.filters == before
