"""What the command line opened for the page Apply."""

import os
from pathlib import Path

import pytest

from convscope import lab
from convscope.errors import ConvscopeError


def test_labels_that_are_written_anew_are_opened_anew(land: Path, labels: Path, tmp_path: Path) -> None:
    """None where there are none yet; counted each time."""
    scenery = lab.Scenery(str(land), tmp_path / "labels.tif")
    scenery.check()
    assert scenery.labelled() is None and scenery.counting() is None
    scenery.out.write_bytes(labels.read_bytes())
    first, counting = scenery.labelled(), scenery.counting()
    assert first is not None and counting is not None and scenery.labelled() is first
    counting.wait()
    assert [one["pixels"] for one in counting.told()["classes"]] == [300 * 208, 300 * 260]
    os.utime(scenery.out, (1, 1))
    assert scenery.labelled() is not first
    scenery.close()


def test_without_a_place_for_labels_they_are_the_labs_own(land: Path) -> None:
    """In a folder that is gone with it."""
    scenery = lab.Scenery(str(land))
    folder = scenery.out.parent
    assert not scenery.kept and folder.is_dir() and scenery.out.name == "land.labels.tif"
    scenery.close()
    assert not folder.exists()


def test_labels_of_another_scene_are_refused(land: Path, labels: Path, digit_picture: Path) -> None:
    """With both sizes, before anything is served; and so are labels that are no raster of them."""
    with pytest.raises(ConvscopeError, match=r"300 × 520 labels, the scene 28 × 28 pixels"):
        lab.Scenery(str(digit_picture), labels, channels=1).check()
    with pytest.raises(ConvscopeError, match=r"3 bands of uint8, labels have one"):
        lab.Scenery(str(land), land).check()
    with pytest.raises(ConvscopeError, match=r"are a \.tif"):
        lab.Scenery(str(land), Path("labels.png")).check()
