"""Before a detector is trained."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from convscope.data import load_dataset
from convscope.errors import ConvscopeError
from convscope.training import Recipe, Start
from convscope.training.detection.parts import PreparedBoxes, prepare_boxes

CPU = torch.device("cpu")


def prepared(folder: Path, model: str, **recipe: object) -> PreparedBoxes:
    dataset = load_dataset(str(folder), on_note=lambda _: None)
    return prepare_boxes(dataset, Start(model), Recipe.model_validate(recipe), seed=0, device=CPU)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, coco_folder: Callable[..., Path]) -> Path:
    return coco_folder(tmp_path_factory.mktemp("boxes") / "squares", {"train": 4, "val": 2, "test": 2})


def test_pictures_enter_whole_at_their_size_and_boxes_lie_on_them(folder: Path, small_detector: str) -> None:
    """The size that most have; scaled by the training pictures' own mean and deviation."""
    made = prepared(folder, small_detector)
    contract = made.model.contract
    assert (contract.height, contract.width, contract.resize) == (64, 64, "letterbox") and made.model.answers == "box"
    images, wanted = made.train.batch(torch.arange(4))
    assert abs(float(images.mean())) < 0.01 and images.shape == (4, 3, 64, 64)
    left, top, right, bottom = wanted[0].edges[0].int().tolist()
    inside = images[0, :, top:bottom, left:right]
    assert float(inside[[0, 2]].max()) > 2 and wanted[0].classes.dtype == torch.int64
    assert np.array_equal(made.train.numbers, made.split.train) and len(made.test) == 2


def test_another_size_moves_the_boxes(folder: Path, small_detector: str) -> None:
    """Twice the height, letterboxed: the picture is in the middle."""
    usual, tall = prepared(folder, small_detector), prepared(folder, small_detector, size=(128, 64))
    shift = torch.tensor([0.0, 32, 0, 32])
    assert torch.allclose(tall.train.wanted[0].edges, usual.train.wanted[0].edges + shift)


def test_torchvisions_detectors_have_their_own_size_and_scaling(folder: Path) -> None:
    """SSDlite takes 320 pixels and means of a half."""
    contract = prepared(folder, "torchvision:ssdlite320_mobilenet_v3_large").model.contract
    assert contract.input_shape == (3, 320, 320) and contract.mean == (0.5,) * 3 and contract.resize == "letterbox"


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        ({"mixup": 0.2}, "mixup came, which the training of detectors does not have"),
        ({"views": "mirrored"}, "views came"),
        ({"shear": 0.1}, "shear came, which boxes cannot follow"),
        ({"resize": "crop"}, "resize = crop came"),
    ],
)
def test_what_boxes_cannot_follow_is_told(
    folder: Path, small_detector: str, recipe: dict[str, object], said: str
) -> None:
    """Before anything is trained."""
    with pytest.raises(ConvscopeError, match=said):
        prepared(folder, small_detector, **recipe)


def test_a_network_that_is_no_detector_is_told(folder: Path) -> None:
    """With one that is."""
    with pytest.raises(ConvscopeError, match="lenet5 is no detector"):
        prepared(folder, "lenet5")
