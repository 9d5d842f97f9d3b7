"""Boxes on a contact sheet."""

from pathlib import Path

import numpy as np
from PIL import Image

from convscope.apply.detection import Detected, DetectedBox, Detections
from convscope.apply.detection.sheet import detections_sheet
from convscope.draw.class_colours import class_colours


def test_boxes_are_drawn_on_their_pictures_and_counted_below(tmp_path: Path) -> None:
    """One with a box in its class's colour, one with nothing on it, one that cannot be read."""
    for name in ("a.png", "b.png"):
        Image.fromarray(np.full((96, 96, 3), 40, dtype=np.uint8)).save(tmp_path / name)
    box = DetectedBox("dog", 1, 0.9, (20, 30, 80, 90))
    pictures = (Detected("a.png", (96, 96), (box, box)), Detected("b.png", (96, 96)), Detected("c.png", fault="gone"))
    paths = tuple(tmp_path / name for name in ("a.png", "b.png", "c.png"))
    view = detections_sheet(Detections("net", ("cat", "dog"), pictures, 0.5, paths))
    assert (
        view.captions == ("dog × 2", "nothing", "cannot be read") and "Grey: 1 that could not be read" in view.sentence
    )
    colour = np.array(class_colours(2)[1]) / 255
    assert (np.abs(view.array[0] - colour).max(-1) < 0.02).any() and not (
        np.abs(view.array[1] - colour).max(-1) < 0.02
    ).any()
