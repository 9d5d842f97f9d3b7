"""Predictions as files."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from convscope.apply.pictures import Predictions
from convscope.apply.pictures.writing import check_out, csv_text, save
from convscope.errors import ConvscopeError


@pytest.fixture
def found() -> Predictions:
    classes, shares = np.array([[1, 0], [-1, -1]], np.int32), np.array([[0.75, 0.25], [0, 0]], np.float32)
    return Predictions("net", (Path('a,"1".png'), Path("b.png")), ("cat", "dog"), classes, shares, {1: "is broken"})


def test_csv_has_a_row_a_picture(found: Predictions) -> None:
    """Python's reader gives the names back, commas and quotes as they were."""
    head, one, broken = csv.reader(csv_text(found).splitlines())
    assert head == ["path", "answer", "error", "class_1", "share_1", "class_2", "share_2"]
    assert one == ['a,"1".png', "dog", "", "dog", "0.750000", "cat", "0.250000"]
    assert broken == ["b.png", "", "is broken", "", "", "", ""]


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.json"])
def test_a_file_is_written_whole(found: Predictions, tmp_path: Path, name: str) -> None:
    """Nothing else is left beside it."""
    text = save(found, tmp_path / name).read_text()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    if name.endswith(".jsonl"):
        assert [json.loads(line) for line in text.splitlines()] == [one.as_dict() for one in found]
    elif name.endswith(".json"):
        assert json.loads(text)["predictions"] == [one.as_dict() for one in found]


def test_another_ending_and_a_lost_folder_are_told(tmp_path: Path) -> None:
    """Before the work."""
    with pytest.raises(ConvscopeError, match=r"end it in \.csv"):
        check_out("labels.xlsx")
    with pytest.raises(ConvscopeError, match="there is no folder"):
        check_out(tmp_path / "none" / "x.csv")
