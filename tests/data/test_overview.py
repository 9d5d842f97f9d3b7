"""A data set in figures."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.data import overview
from convscope.picture import InputContract, fit, read

Tree = Callable[..., Path]


def test_counts_sizes_and_statistics_are_those_of_the_files(tmp_path: Path, tree: Tree) -> None:
    """By class and part; mean and deviation over the fitted training pictures, as NumPy has them."""
    folder = tree(tmp_path / "pets", {"train/a": 3, "train/b": 2, "test/a": 1})
    Image.new("RGB", (300, 100), "red").save(folder / "train" / "b" / "wide.png")
    shown = overview(folder, size=16, resize="letterbox").overview
    assert shown.parts == {"train": 6, "test": 1} and shown.classes == {
        "a": {"train": 3, "test": 1},
        "b": {"train": 3},
    }
    assert (shown.widths, shown.heights) == ((32, 32, 300), (24, 24, 100))
    assert shown.aspects["1:1 to 4:3"] + shown.aspects["4:3 to 2:1"] == 6 and shown.aspects["above 2:1"] == 1
    contract = InputContract(3, 16, 16, "letterbox")
    fitted = np.stack([fit(read(path), contract) for path in (folder / "train").rglob("*.png")]) / 255
    assert np.allclose(shown.mean, fitted.mean((0, 1, 2))) and np.allclose(shown.std, fitted.std((0, 1, 2)))


def test_faults_duplicates_and_other_files_are_in_it(tmp_path: Path, tree: Tree) -> None:
    """By name, and as JSON."""
    folder = tree(tmp_path, {"train/a": 2, "test/a": 1})
    (folder / "train" / "a" / "bad.jpg").touch()
    (folder / "train" / "a" / "notes.txt").touch()
    (folder / "test" / "a" / "again.png").write_bytes((folder / "train" / "a" / "0.png").read_bytes())
    shown = overview(folder).overview
    assert [one.path for one in shown.skipped] == ["train/a/bad.jpg"] and shown.ignored == 1
    assert shown.across == shown.exact == (("train/a/0.png", "test/a/again.png"),)
    assert json.loads(json.dumps(shown.as_dict()))["skipped"][0]["path"] == "train/a/bad.jpg"


def test_one_class_is_shown_all_the_same(tmp_path: Path, tree: Tree) -> None:
    """Though it trains nothing."""
    assert overview(tree(tmp_path, {"a": 2})).overview.classes == {"a": {"": 2}}


def test_a_named_set_is_shown_with_what_is_there_twice() -> None:
    """To the byte."""
    contents = overview("digits")
    assert contents.overview.kind == "named" and sum(contents.overview.parts.values()) == 1797
    assert (
        contents.overview.widths == (8, 8, 8) and contents.fitted is not None and contents.fitted.shape[1:] == (8, 8, 1)
    )
    assert contents.overview.exact == ()


def test_grey_folders_have_one_channel(tmp_path: Path) -> None:
    """And five bands five."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("L", (9, 9), 51).save(tmp_path / name / "0.png")
    assert overview(tmp_path).overview.mean == pytest.approx((0.2,))


def test_nothing_that_can_be_read_is_no_figures(tmp_path: Path) -> None:
    """And no error."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "bad.jpg").touch()
    shown = overview(tmp_path).overview
    assert shown.contract is None and shown.mean == () and len(shown.skipped) == 1
