"""A user's own torch ``Dataset`` or ``DataLoader`` as a data set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch.utils.data import DataLoader

from convscope.data.dataset import Dataset, Indices
from convscope.data.parting import cut
from convscope.errors import ConvscopeError
from convscope.picture import InputContract, Picture, fit
from convscope.picture.bands import MOST_BANDS

TEST_SHARE = 0.2
HAND_OVER = "hand over pictures before normalisation: PIL pictures, uint8 arrays, or float tensors of 0 to 1"


@dataclass(frozen=True)
class ListPictures:
    """Pictures of any sizes, in memory."""

    pictures: tuple[Picture, ...]

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> Picture:
        return self.pictures[index]

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Bring every picture to a network's size, by the same way a picture in use takes."""
        return np.stack([fit(picture, contract) for picture in self.pictures])


def dataset_from(data: Any, *, name: str, classes: Sequence[str] | None = None, test: Any = None) -> Dataset:
    """Take over a torch data set, or that of a data loader, whose items are (picture, label).

    A picture is a PIL picture, a uint8 array (height, width, channels) or tensor (channels, height, width), or a float
    tensor (channels, height, width) of 0 to 1, before normalisation; a label an integer, or 0/1 a class. All items are
    read once, into memory, so that random transforms in it are fixed by that. ``test`` is a second data set, of test
    pictures; without it a fifth is cut off by a fixed seed. ``classes`` are by default the data set's own, else the
    numbers.

    Raises `ConvscopeError` that names the item for anything else.

    >>> from torch.utils.data import TensorDataset
    >>> white = TensorDataset(torch.ones(10, 3, 8, 8), torch.arange(10) % 2)
    >>> dataset_from(white, name="white").pictures[0].shape
    (8, 8, 3)
    """
    pictures, labels = _items(data, "item")
    first_test = len(pictures)
    if test is not None:
        more_pictures, more_labels = _items(test, "test item")
        pictures, labels = pictures + more_pictures, labels + more_labels
    if not pictures:
        raise ConvscopeError(f"the data set {name} is empty")
    if len({label.shape for label in labels}) > 1:
        raise ConvscopeError(f"labels of {name} are of several kinds", fix="give one integer each, or 0/1 a class")
    answers = np.stack(labels)
    names = _classes(data, classes, answers)
    if test is not None:
        held_out: Indices = np.arange(first_test, len(pictures))
    else:
        strata = [str(label) if answers.ndim == 1 else "" for label in answers.tolist()]
        held_out = cut(np.arange(len(pictures)), strata, [], share=TEST_SHARE)
    return Dataset(name, ListPictures(tuple(pictures)), answers, names, held_out)


def _items(data: Any, word: str) -> tuple[list[Picture], list[npt.NDArray[np.int64]]]:
    data = data.dataset if isinstance(data, DataLoader) else data
    pictures, labels = [], []
    for number, item in enumerate(_each(data)):
        if not isinstance(item, (tuple, list)) or len(item) != 2:
            raise ConvscopeError(
                f"{word} {number} is {type(item).__name__}, (picture, label) was expected", fix="wrap the data set"
            )
        pictures.append(_picture(item[0], f"{word} {number}"))
        labels.append(_label(item[1], f"{word} {number}"))
    return pictures, labels


def _each(data: Any) -> Iterable[Any]:
    if hasattr(data, "__len__") and hasattr(data, "__getitem__"):  # a data set need not stop by itself
        return (data[number] for number in range(len(data)))
    if hasattr(data, "__iter__"):
        iterable: Iterable[Any] = data
        return iterable
    raise ConvscopeError(f"{type(data).__name__} is no data set", fix="give a torch Dataset or DataLoader")


def _picture(given: Any, which: str) -> Picture:
    if isinstance(given, Image.Image):
        grey = given.mode in ("1", "L", "LA")
        decoded = np.array(given.convert("L" if grey else "RGB"), dtype=np.uint8)
        return decoded[..., None] if grey else decoded
    is_tensor = isinstance(given, torch.Tensor)
    array: npt.NDArray[Any] = given.detach().cpu().numpy() if is_tensor else np.asarray(given)
    if array.ndim == 2:
        array = array[None] if is_tensor else array[..., None]
    if array.ndim != 3:
        raise ConvscopeError(f"{which} is a picture of shape {array.shape}, three axes were expected", fix=HAND_OVER)
    if array.dtype != np.uint8:
        if not is_tensor or array.dtype.kind != "f":
            raise ConvscopeError(f"{which} is a picture of {array.dtype}", fix=HAND_OVER)
        low, high = float(array.min()), float(array.max())
        if not (low >= 0 and high <= 1):
            raise ConvscopeError(f"{which} is a picture of floats from {low:.3g} to {high:.3g}", fix=HAND_OVER)
        array = (array * 255).round().astype(np.uint8)
    if _channels_first(array.shape, which, usual=is_tensor):
        array = array.transpose(1, 2, 0)
    return np.ascontiguousarray(array)


def _channels_first(shape: tuple[int, ...], which: str, *, usual: bool) -> bool:
    """Whether channels come first: the axis of 1 or 3 is theirs, else that of few; of two such, as is usual."""
    for few in ((1, 3), range(1, MOST_BANDS + 1)):
        first, last = shape[0] in few, shape[2] in few
        if first or last:
            return usual if first and last else first
    raise ConvscopeError(f"{which} is a picture of shape {shape}, which has no axis of channels", fix=HAND_OVER)


def _label(given: Any, which: str) -> npt.NDArray[np.int64]:
    numbers = np.asarray(given.detach().cpu() if isinstance(given, torch.Tensor) else given)
    if numbers.dtype.kind not in "biuf" or numbers.ndim > 1 or not np.array_equal(numbers, numbers.astype(np.int64)):
        raise ConvscopeError(f"{which} has the label {given!r}", fix="give an integer, or 0/1 a class")
    whole = numbers.astype(np.int64)
    if whole.min() < 0 or (whole.ndim and whole.max() > 1):
        raise ConvscopeError(f"{which} has the label {given!r}", fix="give an integer from 0 on, or 0/1 a class")
    return whole


def _classes(data: Any, given: Sequence[str] | None, labels: npt.NDArray[np.int64]) -> tuple[str, ...]:
    needed = labels.shape[1] if labels.ndim == 2 else int(labels.max()) + 1
    inner = data.dataset if isinstance(data, DataLoader) else data
    while given is None and inner is not None:
        given = getattr(inner, "classes", None)
        inner = getattr(inner, "dataset", None)  # of a Subset
    names = tuple(str(name) for name in given) if given is not None else tuple(map(str, range(needed)))
    if len(names) < needed or (labels.ndim == 2 and len(names) != needed):
        raise ConvscopeError(f"there are {len(names)} class names, the labels need {needed}", fix="give classes=[…]")
    return names
