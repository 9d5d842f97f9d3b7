"""Pictures and trainings of an experiment."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.experiments import Trying
from convscope.experiments.trials import Part, Trained, centred, folder_of, learn_often, on_canvas, pixels_of, sample


def test_a_sample_has_a_fixed_part_of_each_class() -> None:
    """300 to learn from, 100 to test, none in both, the same each time; every class about alike."""
    data, again = sample(Trying(pictures=300)), sample(Trying(pictures=300))
    assert len(data.labels) == 400 and len(data.test) == 100
    assert np.array_equal(pixels_of(data), pixels_of(again))
    counts = np.bincount(data.labels[:300])
    assert counts.min() >= 25 and counts.max() <= 35


def test_all_are_taken_where_there_are_no_more() -> None:
    """digits have 1,797."""
    assert len(sample(Trying()).labels) == 1797


def test_too_few_are_told() -> None:
    """Ten classes need a hundred."""
    with pytest.raises(ConvscopeError, match="at least 100"):
        sample(Trying(pictures=99))


def test_pictures_are_enlarged_by_whole_numbers_onto_black() -> None:
    """2 × 3 pixels onto 12 × 12, up to 9: three times each, in the middle."""
    pixels = np.arange(1, 7, dtype=np.uint8).reshape(1, 2, 3, 1)
    canvas = on_canvas(pixels, 12, inner=9)
    assert canvas.shape == (1, 12, 12, 1)
    assert np.array_equal(canvas[0, 3:9, 1:10, 0][::3, ::3], pixels[0, :, :, 0])
    assert canvas.sum() == 9 * pixels.sum()


def test_a_margin_is_black() -> None:
    """Around the picture, and nothing is cut off."""
    data = centred(sample(Trying(pictures=300)), 24, inner=16)
    pixels = pixels_of(data)
    assert pixels.shape[1:] == (24, 24, 1)
    assert pixels[:, :4].sum() == pixels[:, 20:].sum() == 0 and pixels[:, 4:20, 4:20].sum() == pixels.sum()


def test_its_trainings_are_kept_where_asked(short: Trying, tmp_path: Path) -> None:
    """As runs; otherwise their folder is gone."""
    heard: list[object] = []
    trying = replace(short, keep=tmp_path, show=heard.append)
    with folder_of(trying, "x") as folder:
        (run,) = learn_often(sample(trying), "linear(channels=1)", trying, out=folder, part=Part("a b", 1, 3))
    assert run.folder == tmp_path / "x" / "a-b-0" and run.record.status == "done"
    assert heard == [Trained("a b, seed 0", run, 2, 3)]
    with folder_of(short, "x") as folder:
        assert folder.is_dir()
    assert not folder.exists()
