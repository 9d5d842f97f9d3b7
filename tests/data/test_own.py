"""A user's own torch data set."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader, IterableDataset, Subset, TensorDataset
from torchvision.datasets import ImageFolder

from convscope.data import dataset_from
from convscope.errors import ConvscopeError
from convscope.picture import InputContract, fit

PIXELS = np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)


class Own(torch.utils.data.Dataset[Any]):
    """Ten times the same item; endless to who only iterates."""

    def __init__(self, item: Any) -> None:
        self.item = item

    def __len__(self) -> int:
        return 10

    def __getitem__(self, index: int) -> Any:
        return self.item


@pytest.mark.parametrize(
    "given",
    [
        Image.fromarray(PIXELS),
        PIXELS,
        PIXELS.transpose(2, 0, 1),
        torch.from_numpy(PIXELS).permute(2, 0, 1),
        torch.from_numpy(PIXELS),
        torch.from_numpy(PIXELS).permute(2, 0, 1) / 255,
        (torch.from_numpy(PIXELS).permute(2, 0, 1) / 255).double(),
    ],
    ids=["pil", "hwc", "chw", "tensor-chw", "tensor-hwc", "float", "double"],
)
def test_every_kind_of_picture_gives_the_same_pixels(given: Any) -> None:
    """Whatever the order of axes."""
    assert np.array_equal(dataset_from(Own((given, 1)), name="own").pictures[0], PIXELS)


def test_grey_pictures_have_one_channel() -> None:
    """With and without an axis for it."""
    for given in (Image.fromarray(PIXELS[..., 0]), PIXELS[..., 0], torch.from_numpy(PIXELS[..., 0])):
        assert np.array_equal(dataset_from(Own((given, 0)), name="own").pictures[0], PIXELS[..., :1])


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ((torch.randn(3, 6, 9) * 2, 0), "floats from"),
        ((PIXELS / 255, 0), "float64"),
        ((torch.zeros(3, 6, 9, dtype=torch.int64), 0), "int64"),
        ((torch.full((3, 6, 9), torch.nan), 0), "floats from nan"),
        ((np.zeros(5, np.uint8), 0), "three axes"),
        ((np.zeros((40, 50, 60), np.uint8), 0), "no axis of channels"),
        (PIXELS, "ndarray, (picture, label) was expected"),
        ((PIXELS, "cat"), "has the label 'cat'"),
        ((PIXELS, -1), "has the label -1"),
        ((PIXELS, 0.5), "has the label 0.5"),
        ((PIXELS, [0, 2]), "has the label [0, 2]"),
    ],
)
def test_anything_else_is_refused_by_its_number(item: Any, said: str) -> None:
    """Normalised pictures with the advice to hand them over before."""
    with pytest.raises(ConvscopeError) as caught:
        dataset_from(Own(item), name="own")
    assert said in str(caught.value) and "item 0" in str(caught.value)
    assert "floats" not in said or "before normalisation" in str(caught.value)


def test_labels_may_be_several() -> None:
    """0 or 1 a class."""
    labels = torch.tensor([[1, 0, 1]] * 10)
    dataset = dataset_from(TensorDataset(torch.zeros(10, 1, 4, 4), labels), name="own", classes=["x", "y", "z"])
    assert dataset.labels.tolist() == labels.tolist() and dataset.classes == ("x", "y", "z") and len(dataset.test) == 2


def test_a_loader_gives_its_data_set_and_a_folder_its_classes(tmp_path: Path) -> None:
    """Through a subset too."""
    for name in ("ant", "bee"):
        (tmp_path / name).mkdir()
        for number in range(5):
            Image.new("RGB", (8, 8), (number, 0, 0)).save(tmp_path / name / f"{number}.png")
    loader = DataLoader(Subset(ImageFolder(str(tmp_path)), range(10)), batch_size=4)
    dataset = dataset_from(loader, name="insects")
    assert dataset.classes == ("ant", "bee") and dataset.labels.tolist() == [0] * 5 + [1] * 5
    assert sorted(dataset.labels[dataset.test].tolist()) == [0, 1]


def test_a_second_set_is_the_test_part() -> None:
    """All of it."""
    dataset = dataset_from(Own((PIXELS, 1)), name="own", test=Own((PIXELS, 0)))
    assert dataset.test.tolist() == list(range(10, 20)) and dataset.classes == ("0", "1")


class Stream(IterableDataset[Any]):
    def __iter__(self) -> Iterator[Any]:
        return iter([(PIXELS, 0), (PIXELS[:3], 1)] * 5)


def test_a_stream_of_pictures_of_several_sizes_is_fitted() -> None:
    """As pictures in use are."""
    dataset = dataset_from(Stream(), name="stream")
    contract = InputContract(3, 4, 4)
    assert len(dataset.pictures) == 10
    assert np.array_equal(dataset.fitted(contract)[1], fit(PIXELS[:3], contract))


@pytest.mark.parametrize(
    ("data", "said"), [(3, "int is no data set"), ([], "is empty"), ([(PIXELS, 0), (PIXELS, [0, 1])], "several kinds")]
)
def test_what_is_no_data_set_is_told(data: Any, said: str) -> None:
    """Or one without items, or of mixed labels."""
    with pytest.raises(ConvscopeError, match=said):
        dataset_from(data, name="own")


def test_too_few_names_are_told() -> None:
    """With how many are needed."""
    with pytest.raises(ConvscopeError, match="1 class names, the labels need 2"):
        dataset_from(Own((PIXELS, 1)), name="own", classes=["a"])
