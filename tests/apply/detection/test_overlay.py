"""Boxes drawn on pictures."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.apply.detection import Detected, DetectedBox, Detections
from convscope.apply.detection.overlay import check_folder, overlay, save_overlays
from convscope.draw.class_colours import class_colours
from convscope.errors import ConvscopeError


def test_a_box_is_outlined_in_its_classs_colour_and_the_rest_stays() -> None:
    """On grey pictures too; the picture that came is not changed."""
    for channels in (1, 3):
        picture = np.full((120, 120, channels), 50, dtype=np.uint8)
        drawn = overlay(picture, [DetectedBox("dog", 2, 0.5, (20, 40, 100, 90))])
        colour = class_colours(3)[2]
        assert drawn.shape == (120, 120, 3) and (picture == 50).all()
        assert all(tuple(drawn[y, x]) == colour for y, x in ((40, 60), (89, 60), (60, 20), (60, 99)))
        assert (drawn[60, 21:99] == 50).all() and (drawn[100:] == 50).all()
        assert (drawn[28:40, 20:60] != 50).any()  # the caption


def test_boxes_at_the_border_have_their_captions_on_the_picture() -> None:
    """At the top, where there is no room above, and wider than the picture."""
    drawn = overlay(np.zeros((40, 40, 3), dtype=np.uint8), [DetectedBox("a long name", 0, 1.0, (30, 0, 40, 20))])
    assert (drawn[20:] > 0).any()
    assert overlay(np.zeros((3, 3, 3), dtype=np.uint8), []).max() == 0


def test_files_bear_the_pictures_names(tmp_path: Path) -> None:
    """Two of one name do not overwrite each other; broken ones are left out."""
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        Image.fromarray(np.zeros((30, 30, 3), dtype=np.uint8)).save(tmp_path / folder / "x.png")
        paths.append(tmp_path / folder / "x.png")
    pictures = (*(Detected(str(path), (30, 30)) for path in paths), Detected("gone.png", fault="is not there"))
    found = Detections("net", (), pictures, 0.5, (*paths, Path("gone.png")))
    place = save_overlays(found, tmp_path / "seen")
    assert sorted(file.name for file in place.iterdir()) == ["x-2.png", "x.png"]
    with pytest.raises(ConvscopeError, match="is a file, and overlays go into a folder"):
        check_folder(paths[0])
