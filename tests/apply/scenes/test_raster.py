"""A scene that GDAL reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import rasterio
from rasterio.enums import ColorInterp

from convscope.apply.scenes.asked import Reading
from convscope.apply.scenes.raster import RasterScene
from convscope.errors import ConvscopeError
from convscope.picture import levels

Write = Callable[..., Path]


def read(path: Path, channels: int, **asked: Any) -> tuple[npt.NDArray[Any], Any, RasterScene]:
    """Read all of it, (channels, height, width)."""
    scene = RasterScene(Reading(str(path), channels, **asked))
    pixels, valid = scene.read(slice(0, scene.height), slice(0, scene.width))
    scene.close()
    return pixels.transpose(2, 0, 1), valid, scene


def test_numbers_beyond_bytes_need_their_black_and_white(scene: Write) -> None:
    """Said, or recorded in training; else it is told, with where most of them lie."""
    numbers = np.random.default_rng(0).integers(100, 3100, (3, 20, 30)).astype("uint16")
    path = scene(numbers)
    assert np.array_equal(read(path, 3, values=(0, 3000))[0], levels(numbers, (0, 3000)))
    assert np.array_equal(read(path, 3, trained=(0, 2000))[0], levels(numbers, (0, 2000)))
    with pytest.raises(ConvscopeError, match=r"holds uint16, .*--range LOW,HIGH \(96 % of .* within 1\d\d.* and 30"):
        read(path, 3)
    with pytest.raises(ConvscopeError, match=r"trained where 0 is black and 2000 white; .* --range 0,255"):
        read(scene(), 3, trained=(0, 2000))


def test_the_bands_own_scale_comes_before_the_range(scene: Write) -> None:
    """Reflectance = number · 0.0001 - 0.1, and 0 … 0.3 become black and white."""
    numbers = np.random.default_rng(0).integers(1000, 4000, (1, 20, 30)).astype("uint16")
    path = scene(numbers)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (1e-4,), (-0.1,)
    pixels, _, opened = read(path, 1, values=(0, 0.3))
    assert np.abs(pixels.astype(int) - levels(numbers * 1e-4 - 0.1, (0, 0.3)).astype(int)).max() <= 1
    assert "own scale" in " ".join(map(str, opened.notes))


def test_alpha_and_masks_say_what_has_data(scene: Write, pixels: npt.NDArray[np.uint8]) -> None:
    """An alpha band does not enter, nor count as one; where it is 0, pixels are black and without data."""
    alpha = np.full((1, 90, 110), 255, dtype=np.uint8)
    alpha[0, :30] = 0
    path = scene(np.concatenate([pixels, alpha]), photometric="RGB", alpha="YES")
    found, valid, _ = read(path, 3)
    assert not valid[:30].any() and valid[30:].all() and not found[:, :30].any()
    assert np.array_equal(found[:, 30:], pixels[:, 30:])


def test_bands_enter_in_the_order_that_is_said(scene: Write, pixels: npt.NDArray[np.uint8]) -> None:
    """Also twice; one that is not there is told."""
    path = scene()
    assert np.array_equal(read(path, 3, bands=(3, 1, 1))[0], pixels[[2, 0, 0]])
    with pytest.raises(ConvscopeError, match=r"--bands 4 came, .* has 3"):
        read(path, 1, bands=(4,))
    with pytest.raises(ConvscopeError, match="2 bands were chosen, the network takes 3"):
        read(path, 3, bands=(1, 2))


def test_a_colour_tables_colours_enter(scene: Write) -> None:
    """Of one band, where the network takes three; where it takes one, its numbers."""
    path = scene(np.random.default_rng(0).integers(0, 3, (1, 20, 30)).astype(np.uint8))
    colours = np.array([(0, 0, 0), (9, 8, 7), (1, 2, 3)])
    with rasterio.open(path, "r+") as file:
        file.colorinterp = [ColorInterp.palette]
        file.write_colormap(1, {value: (*map(int, colour), 255) for value, colour in enumerate(colours)})
    numbers = read(path, 1)[0]
    assert np.array_equal(read(path, 3)[0], colours[numbers[0]].transpose(2, 0, 1))


def test_complex_numbers_are_refused_and_wide_strips_are_named(scene: Write) -> None:
    """In words."""
    with pytest.raises(ConvscopeError, match="complex"):
        read(scene(np.zeros((1, 4, 4), dtype="complex64")), 1)
    *_, opened = read(scene(np.zeros((1, 8, 2000), dtype=np.uint8), blockysize=1), 1)
    assert "stored in strips" in " ".join(map(str, opened.notes))
