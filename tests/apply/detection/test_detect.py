"""Objects found on files."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.ops import box_iou

import convscope as cs
from convscope.apply.detection import Detecting, boxes_on
from convscope.apply.detection.detect import Stopped
from convscope.apply.detection.tiles import SAME
from convscope.data import load_dataset
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import read
from convscope.runs import Run


@pytest.fixture(scope="module")
def model(box_run: Run) -> Model:
    return cs.load(str(box_run.folder))


@pytest.fixture(scope="module")
def test_files(box_run: Run) -> list[Path]:
    dataset = load_dataset(box_run.record.origin, on_note=lambda _: None)
    return [dataset.pictures.paths[index] for index in dataset.test]  # type: ignore[attr-defined]


def test_what_is_found_is_what_training_found(model: Model, box_run: Run, test_files: list[Path]) -> None:
    """Of the test pictures, in the same order, with the same scores to a millionth."""
    found = cs.detect(model, test_files, Detecting(confidence=0.06))
    kept = box_run.boxes()
    for one, index in zip(found, kept["indices"], strict=True):
        rows = (kept["pictures"] == index) & (kept["scores"] >= 0.06)
        np.testing.assert_allclose([box.score for box in one.boxes], kept["scores"][rows], atol=1e-4)
    assert sum(len(one.boxes) for one in found) > 0 and found.names == ("blue", "red")


def test_a_picture_that_fits_into_a_tile_has_the_very_same_boxes(model: Model, test_files: list[Path]) -> None:
    """To the last bit, whether the tile is as large or larger."""
    whole = cs.detect(model, test_files, Detecting(0.06))
    for tile in (64, 200):
        tiled = cs.detect(model, test_files, Detecting(0.06, tile=tile))
        assert [one.boxes for one in tiled] == [one.boxes for one in whole]


def test_a_picture_that_is_there_already_has_the_files_boxes(model: Model, test_files: list[Path]) -> None:
    """One in memory, as of a file."""
    asked = Detecting(0.05)
    for file, one in zip(test_files[:2], cs.detect(model, test_files[:2], asked), strict=True):
        assert boxes_on(model, read(file), asked) == one.boxes


def test_small_objects_on_a_large_picture_are_found_in_tiles(
    model: Model, test_files: list[Path], tmp_path: Path
) -> None:
    """Two by two pictures side by side: shrunk whole fewer are found than in tiles of the size that was learnt."""
    pieces = [np.asarray(Image.open(file)) for file in test_files[:4]]
    large = np.concatenate([np.concatenate(pieces[:2], 1), np.concatenate(pieces[2:], 1)], 0)
    large = np.tile(large, (2, 2, 1))
    Image.fromarray(large).save(tmp_path / "large.png")
    (whole,) = cs.detect(model, tmp_path / "large.png", Detecting(0.3))
    (tiled,) = cs.detect(model, tmp_path / "large.png", Detecting(0.3, tile=64, overlap=32))
    assert tiled.tiles == 49 and len(tiled.boxes) > len(whole.boxes) and tiled.size == (256, 256)
    bright = [
        large[int(box.edges[1]) : int(box.edges[3]), int(box.edges[0]) : int(box.edges[2])] for box in tiled.boxes
    ]
    assert np.mean([piece.max(-1).mean() > 80 for piece in bright]) > 0.7


def test_a_broken_file_is_named_and_stops_nothing(model: Model, test_files: list[Path], tmp_path: Path) -> None:
    """One that is not there, one that is no picture; grey ones are seen as colour."""
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    Image.fromarray(np.full((20, 50), 90, dtype=np.uint8)).save(tmp_path / "grey.png")
    heard: list[object] = []
    found = cs.detect(model, [tmp_path / "gone.png", tmp_path / "a.png", tmp_path / "grey.png"], show=heard.append)
    assert [bool(one.fault) for one in found] == [True, True, False] and found.failed and heard == list(found)
    assert found[2].size == (20, 50)


def test_one_class_a_place_leaves_the_surest(model: Model, test_files: list[Path]) -> None:
    """No two boxes cover half of their union any more, what is left was there before, and the surest box stays."""
    every, once = (cs.detect(model, test_files, Detecting(0.06, one_class=only)) for only in (False, True))
    for before, after in zip(every, once, strict=True):
        assert set(after.boxes) <= set(before.boxes) and after.boxes[:1] == before.boxes[:1]
        edges = torch.tensor([box.edges for box in after.boxes], dtype=torch.float64).reshape(-1, 4)
        assert (box_iou(edges, edges) - torch.eye(len(edges)) <= SAME).all()
    assert sum(len(one.boxes) for one in once) < sum(len(one.boxes) for one in every)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Detecting(2.0), "confidence = 2 came"),
        (Detecting(tile=8), "tile = 8 came; give 16 pixels or more"),
        (Detecting(tile=64, overlap=40), "overlap = 40 came; give 0 to 32 pixels"),
        (Detecting(overlap=40), "overlap came, and no tile"),
    ],
)
def test_what_cannot_be_is_told(asked: Detecting, said: str) -> None:
    """Before a picture is read."""
    with pytest.raises(ConvscopeError, match=said):
        cs.detect("lenet5", "p.png", asked)


def test_a_network_that_is_no_detector_is_told(test_files: list[Path]) -> None:
    """In one sentence."""
    with pytest.raises(ConvscopeError, match="lenet5 is no detector: it does not answer with boxes; take one"):
        cs.detect("lenet5", test_files)


def test_ctrl_c_gives_what_there_is(model: Model, test_files: list[Path]) -> None:
    """And says how far it came."""

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match="stopped after 2 of 6 pictures") as caught:
        cs.detect(model, test_files, count=stop)
    assert len(caught.value.found) == 2 == len(caught.value.found.paths)
