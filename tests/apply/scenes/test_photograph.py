"""An ordinary picture as a scene."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.apply.scenes.asked import Reading
from convscope.apply.scenes.photograph import PhotographScene
from convscope.errors import ConvscopeError


def test_it_is_turned_as_its_exif_says_and_made_of_the_networks_channels(tmp_path: Path) -> None:
    """A grey picture of a portrait: rows and columns change places, grey becomes three channels."""
    grey = np.arange(24, dtype=np.uint8).reshape(4, 6)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(grey).save(tmp_path / "g.png", exif=exif)
    found = PhotographScene(Reading(str(tmp_path / "g.png"), 3))
    assert (found.height, found.width) == (6, 4)
    pixels, valid = found.read(slice(0, 6), slice(1, 3))
    assert valid is None and np.array_equal(pixels[..., 2], np.rot90(grey, -1)[:, 1:3])


def test_bands_are_chosen_in_order(tmp_path: Path) -> None:
    """Blue, green, red of one that was saved the other way; too few are told."""
    colours = np.random.default_rng(0).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    Image.fromarray(colours).save(tmp_path / "c.png")
    found = PhotographScene(Reading(str(tmp_path / "c.png"), 3, bands=(3, 2, 1)))
    assert np.array_equal(found.read(slice(0, 4), slice(0, 5))[0], colours[..., ::-1])
    with pytest.raises(ConvscopeError, match=r"--bands 4 came, .* has 3"):
        PhotographScene(Reading(str(tmp_path / "c.png"), 1, bands=(4,)))
