"""Digits on photographs."""

from pathlib import Path

import numpy as np
import pytest

from convscope.data import ArrayPictures, load_dataset
from convscope.data.digits_on_photos import digits_on_photos
from convscope.errors import ConvscopeError, UnknownName


@pytest.fixture(autouse=True)
def _only_what_is_always_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """scikit-learn's digits and its two photographs."""
    monkeypatch.setenv("CONVSCOPE_DATA", str(tmp_path))
    monkeypatch.setattr("convscope.data.digits_on_photos.find", lambda *_, **__: None)


def test_the_seed_says_all_of_it() -> None:
    """The same to the byte, and another one for another seed; each part is made by itself."""
    one, same = (load_dataset("digits-on-photos(pictures=6, side=64)") for _ in range(2))
    other = load_dataset("digits-on-photos(pictures=6, side=64, seed=1)")
    longer = digits_on_photos(8, 64)
    arrays = [d.pictures.array for d in (one, same, other, longer) if isinstance(d.pictures, ArrayPictures)]
    assert (arrays[0] == arrays[1]).all() and (arrays[0] != arrays[2]).any() and (arrays[0][:6] == arrays[3][:6]).all()
    assert one.origin == "digits-on-photos(pictures=6, side=64)"
    assert [len(part) for part in (one.split(0).train, one.split(0).validation, one.split(0).test)] == [6, 1, 1]


def test_boxes_are_where_the_digits_are_and_none_overlap() -> None:
    """Within the picture, of a tenth to three tenths of its side, each with a class; in each there is ink."""
    found = digits_on_photos(pictures=20, side=96)
    boxes = found.boxes
    assert boxes is not None and set(boxes.classes.tolist()) <= set(range(10))
    heights = boxes.edges[:, 3] - boxes.edges[:, 1]
    assert boxes.edges.min() >= 0 and boxes.edges.max() <= 96 and heights.min() >= 9 and heights.max() <= 29
    for picture in range(len(found.pictures)):
        rows = boxes.edges[boxes.rows_of(picture)]
        assert 1 <= len(rows) <= 5
        covered = np.zeros((96, 96), dtype=int)
        for left, top, right, bottom in rows.astype(int):
            covered[top:bottom, left:right] += 1
            assert found.pictures[picture][top:bottom, left:right].std() > 5
        assert covered.max() == 1


def test_words_that_are_none_are_told() -> None:
    """With what is known."""
    with pytest.raises(UnknownName, match="did you mean 'pictures'"):
        load_dataset("digits-on-photos(picture=6)")
    with pytest.raises(ConvscopeError, match="side=8 came in digits-on-photos; give a whole number of 32 or more"):
        digits_on_photos(side=8)
