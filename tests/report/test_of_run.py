"""The report of a run."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convscope.data import ArrayPictures, Dataset
from convscope.errors import BrokenRun
from convscope.report import Page, Tiles, of_run
from convscope.runs import Run, open_run
from convscope.training import Recipe, train

ALL = [
    "What was trained",
    "How it learnt",
    "Where it errs",
    "How sure it is",
    "The kernels it learnt",
    "Its weights through training",
    "The same again",
]


def titles(page: Page) -> list[str]:
    return [section.title for section in page.sections]


def test_a_run_that_is_done_is_told_whole(run: Run, digits: Dataset, words: Callable[[Page], str]) -> None:
    """Every section, and the result above them as the test answers have it."""
    page = of_run(run, digits)
    assert titles(page) == ALL
    logits, indices = run.predictions()
    right = int((logits.argmax(1) == digits.labels[indices]).sum())
    assert page.lead == f"Right on {right} of 360 test pictures it had never seen: {right / 360:.2%}."
    html = words(page)
    assert "seed 4" in html and not re.search(r'(?:src|href)="(?!data:|#)', html)


def test_the_data_are_loaded_where_they_were(run: Run) -> None:
    """By what the run says of them."""
    assert titles(of_run(run)) == ALL


def test_what_was_stopped_is_told_as_far_as_it_came(stopped: Run, words: Callable[[Page], str]) -> None:
    """Its best validation, its curves; of the test set nothing, as it was not read."""
    page = of_run(stopped)
    assert page.lead.startswith("Stopped after 2 of 5 epochs; the best validation accuracy so far is ")
    html = words(page)
    assert "The test set is read once, at the end, which has not come" in html
    assert "How sure it is" not in html and "Its weights through training" in html


def test_several_labels_have_no_confusion(several_run: Run, several: Dataset, words: Callable[[Page], str]) -> None:
    """But average precision, scores of each class, calibration, and the most wrong."""
    page = of_run(several_run, several)
    assert page.lead.startswith("Mean average precision ")
    html = words(page)
    assert "average precision" in html and "yes-or-nos" in html and "; said " in html
    assert "A row a true class" not in html


def test_other_data_than_the_runs_are_not_shown_as_its_own(
    run: Run, digits: Dataset, words: Callable[[Page], str]
) -> None:
    """Labels moved since, classes renamed, pictures gone, a name that nothing answers to: each is told."""
    moved = replace(digits, labels=(digits.labels + 1) % 10)
    assert "the test pictures&#39; labels are others" in words(of_run(run, moved))
    renamed = replace(digits, classes=tuple("abcdefghij"))
    assert "their classes or their number are others" in words(of_run(run, renamed))


def test_data_that_are_gone_are_told(changed: Callable[..., Run], words: Callable[[Page], str], tmp_path: Path) -> None:
    """With the rest of the page."""
    gone = changed(origin=str(tmp_path / "nowhere"), data="nowhere")
    page = of_run(gone)
    assert "the data cannot be had" in words(page)
    assert "Its weights through training" in titles(page)


def test_a_network_without_kernels_is_told(stopped: Run, words: Callable[[Page], str]) -> None:
    """In their place."""
    assert "linear has no convolution" in words(of_run(stopped))


def test_a_run_without_an_epoch_is_told(changed: Callable[..., Run], words: Callable[[Page], str]) -> None:
    """No curves, no figures, but what was asked and how to do it again."""
    run = changed(status="interrupted", epochs=0, best_epoch=None, results={})
    (run.folder / "metrics.jsonl").unlink()
    page = of_run(open_run(run.folder))
    assert page.lead == "Stopped after 0 of 3 epochs."
    assert "there are no curves yet" in words(page) and titles(page)[-1] == "The same again"
    assert "Where it errs" in titles(page) and "there is nothing to say of its pictures yet" in words(page)


def test_a_broken_run_is_told(run: Run, tmp_path: Path) -> None:
    """As everywhere."""
    shutil.copytree(run.folder, tmp_path / "copy")
    (tmp_path / "copy" / "metrics.jsonl").unlink()
    with pytest.raises(BrokenRun, match=r"has no metrics\.jsonl"):
        of_run(open_run(tmp_path / "copy"))


NET = """from torch import nn


def net(channels):
    return nn.Sequential(nn.Conv2d(channels, 4, 3, padding=1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
"""


@pytest.mark.parametrize("shape", [(8, 8, 6), (8, 8, 2), (500, 7, 4)], ids=str)
def test_pictures_of_other_kinds_are_shown(shape: tuple[int, int, int], tmp_path: Path) -> None:
    """Six channels, two, and tall ones of four: three of them as colours, or the first as grey."""
    random = np.random.default_rng(0)
    pictures = ArrayPictures(random.integers(0, 256, (40, *shape), dtype=np.uint8))
    data = Dataset("odd", pictures, np.arange(40) % 2, ("no", "yes"), np.arange(30, 40))
    (tmp_path / "net.py").write_text(NET)
    network = f"{tmp_path / 'net.py'}:net(channels={shape[2]})"
    run = train(data, model=network, out=tmp_path / "run", recipe=Recipe(epochs=1, size=(8, 8)))
    tiles = [block for section in of_run(run, data).sections for block in section.blocks if isinstance(block, Tiles)]
    (wrong,) = (block.view for block in tiles if block.title == "most wrong")
    assert wrong.array.shape == (10, 8, 8, 3) if shape[2] > 2 else (10, 8, 8)
