"""What the page Apply asks."""

from dataclasses import replace

import pytest

from convscope import lab
from convscope.errors import ConvscopeError
from convscope.lab.apply import answers


def test_a_scene_is_told_with_its_place(segmenting: lab.Opened) -> None:
    """Its size, its system of coordinates, its labels' classes."""
    told = answers.scene(segmenting, {})
    assert (told["scene"]["height"], told["scene"]["width"], told["scene"]["levels"]) == (300, 520, 3)
    assert told["scene"]["crs"] == "WGS 84 / UTM zone 18N (EPSG:32618)"
    assert [one["label"] for one in told["labels"]["classes"]] == [0, 2] and told["labels"]["nodata"] == 255
    assert "convscope segment" in told["same"]["command"] and "mean=0.5" in told["same"]["python"]


def test_a_pixel_is_told_with_its_label(segmenting: lab.Opened) -> None:
    """Without data as well; beyond the scene it is a fault."""
    found = answers.place(segmenting, {"row": 5, "column": 300})
    assert found["name"] == "water" and found["data"] and len(found["values"]) == 3
    empty = answers.place(segmenting, {"row": 5, "column": 5})
    assert empty["nodata"] and not empty["data"] and empty["values"] == [0, 0, 0]
    for row, column in ((300, 0), (0, 520)):
        with pytest.raises(ConvscopeError, match="there is no pixel"):
            answers.place(segmenting, {"row": row, "column": column})
    with pytest.raises(ConvscopeError, match="row -1 came"):
        answers.place(segmenting, {"row": -1, "column": 0})


def test_a_lab_without_a_scene_says_how_to_open_one(segmenting: lab.Opened) -> None:
    """Whatever is asked."""
    without = replace(segmenting, scenery=None)
    assert answers.scene(without, {})["scene"] is None
    for ask in (answers.state, answers.begin, answers.stop, answers.place):
        with pytest.raises(ConvscopeError, match=r"has no scene.*--scene"):
            ask(without, {"row": 0, "column": 0})
