"""The picture that lessons show."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.lab import Opened
from convscope.lab.lessons.photograph import photograph, shown
from convscope.lab.shelf import Gone


def test_an_upload_comes_before_what_was_opened_and_that_before_the_photograph(tmp_path: Path) -> None:
    """A hash that is not there is told."""
    place = tmp_path / "one.png"
    Image.fromarray(np.full((4, 6, 3), 7, np.uint8)).save(place)
    bare, opened = Opened("x", None), Opened("x", None, place)  # type: ignore[arg-type]
    assert shown(bare, "") is photograph() and shown(opened, "").shape == (4, 6, 3)
    name = bare.pictures.own(place)
    assert (shown(bare, name) == 7).all()
    with pytest.raises(Gone):
        shown(bare, "0" * 32)
