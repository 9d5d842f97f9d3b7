"""Names of classes, from files of several kinds."""

from pathlib import Path

import pytest

from convscope.data.class_names import Named, named_as, names_beside, read_names
from convscope.errors import BrokenData, ConvscopeError


def test_lines_are_the_values_in_order(tmp_path: Path) -> None:
    """Of a file that lies beside the masks, or was named."""
    (tmp_path / "classes.txt").write_text("sky\nroad\n\nvoid\n", encoding="utf-8")
    found = names_beside(tmp_path)
    assert found is not None and [one.name for one in found[1]] == ["sky", "road", "void"]
    assert [one.value for one in found[1]] == [0, 1, 2] and found[1][2].is_nothing
    assert named_as(tmp_path / "classes.txt") == found[1]
    assert names_beside(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("class_dict.csv", "name,r,g,b\nRoad,128,64,128\nSky,0,0,255\n"),
        ("classes.csv", "label,red,green,blue\nRoad,128,64,128\nSky,0,0,255\n"),
        ("labelmap.txt", "# label:color_rgb:parts:actions\nRoad:128,64,128::\nSky:0,0,255::\n"),
    ],
)
def test_colours_come_with_the_names(tmp_path: Path, name: str, text: str) -> None:
    """As Kaggle's CamVid and CVAT write them."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_names(tmp_path / name) == (Named("Road", None, (128, 64, 128)), Named("Sky", None, (0, 0, 255)))


def test_values_may_be_said_in_any_order(tmp_path: Path) -> None:
    """A CSV has a column for them."""
    (tmp_path / "classes.csv").write_text("value,name\n7,road\n3,sky\n", encoding="utf-8")
    assert [(one.name, one.value) for one in read_names(tmp_path / "classes.csv")] == [("road", 7), ("sky", 3)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title,size\na,1\n", "has the columns title, size"),
        ("name,value\nroad,seven\n", "road,seven is not a class"),
        ("name,r,g,b\nroad,300,0,0\n", "the colour of road is 300,0,0"),
    ],
)
def test_a_file_that_does_not_read_says_where(tmp_path: Path, text: str, told: str) -> None:
    """Its columns or its line."""
    (tmp_path / "classes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenData, match=told):
        read_names(tmp_path / "classes.csv")


def test_names_are_a_file_or_a_list() -> None:
    """One word is a file that is not there."""
    assert [one.name for one in named_as(["a", "b"])] == ["a", "b"]
    with pytest.raises(ConvscopeError, match="there is no file names"):
        named_as("names")
