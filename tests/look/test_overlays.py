"""Test pictures under their classes."""

from pathlib import Path

import numpy as np
import pytest

from convscope.data import ArrayPictures, Dataset
from convscope.errors import ConvscopeError
from convscope.look import overlays
from convscope.picture import InputContract
from convscope.runs import Run, create_run
from convscope.runs.record import Record


class Masks:
    """Two classes, the left half and the right half, of four pictures."""

    def __len__(self) -> int:
        return 4

    def fitted(self, contract: InputContract) -> np.ndarray:
        masks = np.zeros((4, contract.height, contract.width), np.uint8)
        masks[:, :, contract.width // 2 :] = 1
        masks[:, 0] = 255
        return masks


def run_of(folder: Path, dataset: Dataset) -> Run:
    """A run whose answers to two test pictures are right and half right."""
    assert dataset.masks is not None
    contract = InputContract(3, 8, 12)
    record = Record(
        convscope="0", torch="0", started="", command="", data="halves", model="unet", classes=dataset.classes,
        contract=contract.as_dict(), recipe={}, seed=0, device="cpu", threads=1, pictures={}, answers="pixel",
        colours=dataset.colours,
    )  # fmt: skip
    labels = dataset.masks.fitted(contract)[2:].copy()
    labels[1, :, :3] = 1
    writer = create_run(folder, record)
    writer.save_predictions({"labels": labels, "confusion": np.eye(2, dtype=np.int64)}, np.array([2, 3]))
    return writer.close()


def halves() -> Dataset:
    pictures = ArrayPictures(np.full((4, 8, 12, 3), 200, np.uint8))
    labels, colours = np.zeros(4, dtype=np.int64), ((255, 0, 0), (0, 0, 255))
    return Dataset("halves", pictures, labels, ("left", "right"), np.arange(2, 4), masks=Masks(), colours=colours)


def test_a_row_is_picture_truth_and_answer(tmp_path: Path) -> None:
    """The worst first; the colours are the classes' own, and grey where nothing is said."""
    dataset = halves()
    view = overlays(run_of(tmp_path / "run", dataset), dataset)
    assert view.array.shape == (6, 8, 12, 3) and view.columns == 3
    assert view.captions[2] == "what was said, mean IoU 58.3%" and view.captions[5].endswith("100.0%")
    red, blue = np.array([255, 0, 0]), np.array([0, 0, 255])
    np.testing.assert_allclose(view.array[1, 4, 0], (0.45 * 200 + 0.55 * red) / 255)
    np.testing.assert_allclose(view.array[2, 4, 0], (0.45 * 200 + 0.55 * blue) / 255)
    np.testing.assert_allclose(view.array[1, 0, 0], (0.45 * 200 + 0.55 * 128) / 255)
    assert "left #ff0000, right #0000ff" in view.sentence
    best = overlays(run_of(tmp_path / "best", dataset), dataset, which="best", count=1)
    assert best.captions[2].endswith("100.0%")


def test_data_without_masks_are_refused(tmp_path: Path) -> None:
    """There is nothing to lay over."""
    dataset = halves()
    run = run_of(tmp_path / "run", dataset)
    bare = Dataset("bare", dataset.pictures, dataset.labels, dataset.classes, dataset.test)
    with pytest.raises(ConvscopeError, match="bare has no masks"):
        overlays(run, bare)
