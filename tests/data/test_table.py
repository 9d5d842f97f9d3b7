"""A CSV of paths and labels."""

from collections.abc import Callable
from pathlib import Path

import pytest

from convscope.data.recognised import Recognised
from convscope.data.table import read_table
from convscope.errors import BrokenData

Tree = Callable[..., Path]


@pytest.fixture
def table(tmp_path: Path, tree: Tree) -> Callable[..., Recognised]:
    tree(tmp_path, {".": 3, "images": 1})

    def read(text: str, encoding: str = "utf-8") -> Recognised:
        (tmp_path / "labels.csv").write_text(text, encoding=encoding)
        return read_table({"": tmp_path / "labels.csv"}, tmp_path)

    return read


def labels(found: Recognised) -> list[tuple[str, ...]]:
    return [item.labels for item in found.items]


@pytest.mark.parametrize(
    "text",
    [
        "path,label\n0.png,cat\n1.png,dog\n",
        "label,Filename\ncat,0.png\ndog,1.png\n",
        "path\tlabel\n0.png\tcat\n1.png\tdog\n",
        "path;label\n0.png;cat\n1.png;dog\n",
        "0.png,cat\n1.png,dog\n",
        "path,cat,dog\n0.png,1,0\n1.png,0,1\n",
    ],
)
def test_one_label_a_picture(table: Callable[..., Recognised], text: str) -> None:
    """With columns in any order, any usual separator, without a header, and as a column a class."""
    found = table(text)
    assert labels(found) == [("cat",), ("dog",)] and found.classes == ("cat", "dog") and not found.several


@pytest.mark.parametrize(
    "text",
    [
        "path,labels\n0.png,cat;dog\n1.png,dog\n2.png,cat; dog;dog\n",
        "path,cat,dog\n0.png,1,1\n1.png,0,1\n2.png,1.0,1\n",
    ],
)
def test_several_labels_a_picture(table: Callable[..., Recognised], text: str) -> None:
    """Between semicolons, or as columns of 0 and 1."""
    found = table(text)
    assert labels(found) == [("cat", "dog"), ("dog",), ("cat", "dog")] and found.several


def test_a_row_of_zeros_is_a_picture_of_no_class(table: Callable[..., Recognised]) -> None:
    """Not one without labels."""
    found = table("path,cat,dog\n0.png,0,0\n1.png,0,1\n")
    assert labels(found) == [(), ("dog",)] and found.classes == ("cat", "dog") and not found.skipped


def test_a_column_split_says_the_part(table: Callable[..., Recognised]) -> None:
    """In any of its usual words."""
    found = table("path,label,split\n0.png,a,train\n1.png,b,VAL\n2.png,b,testing\n")
    assert [item.part for item in found.items] == ["train", "validation", "test"]


def test_missing_pictures_and_labels_are_named(table: Callable[..., Recognised]) -> None:
    """With file and line."""
    found = table("path,label\n0.png,a\nno.png,a\n1.png,\n")
    assert [(one.path, one.reason) for one in found.skipped] == [
        ("no.png", "is named in line 3 of labels.csv and is not there"),
        ("1.png", "has no label in line 4 of labels.csv"),
    ]


def test_pictures_may_lie_in_images(table: Callable[..., Recognised], tmp_path: Path) -> None:
    """Beside the table."""
    (tmp_path / "images" / "0.png").rename(tmp_path / "images" / "x.png")
    assert table("path,label\nx.png,a\n").items[0].path == tmp_path / "images" / "x.png"


def test_a_byte_order_mark_and_quotes_are_no_matter(table: Callable[..., Recognised]) -> None:
    """As spreadsheets write them."""
    assert labels(table('path,label\n"0.png","cat, black"\n', encoding="utf-8-sig")) == [("cat, black",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("path\n0.png\n", "no column of labels"),
        ("a,b\nc,d\n", "none is one of paths"),
        ("path,label\n0.png,a,b\n", "row 2"),
        ("path,name,colour\n0.png,x,red\n", "several columns beside the path"),
    ],
)
def test_what_is_no_table_is_told(table: Callable[..., Recognised], text: str, said: str) -> None:
    """With what was expected."""
    with pytest.raises(BrokenData, match=said):
        table(text)


def test_what_is_no_utf8_is_told(table: Callable[..., Recognised]) -> None:
    """With what to do."""
    with pytest.raises(BrokenData, match="save it as UTF-8"):
        table("path,label\n0.png,café\n", encoding="latin-1")
