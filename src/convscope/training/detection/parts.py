"""Before a detector is trained: the module built, its contract decided, pictures and boxes where they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from convscope.data import Dataset, Indices, Split, channel_statistics
from convscope.data.augment_boxes import check_box_augmentation
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.models import Built
from convscope.models.detectors import AsItIs, Wanted, body_of, check_detector, plainly
from convscope.models.published import contract_of_detector
from convscope.network import trace
from convscope.picture import InputContract
from convscope.picture.placing import Placing, placing
from convscope.training.detection.scores import check_installed
from convscope.training.fingerprint import fingerprint
from convscope.training.frozen import freeze
from convscope.training.loop import Part
from convscope.training.prepare import on_device, scaled_by, sized
from convscope.training.recipe import Recipe
from convscope.training.starting import Start, starting

MULTIPLE = 32  # pixels: the coarsest map of most detectors divides sides by it
UNUSED = ("head_epochs", "label_smoothing", "mixup", "cutmix", "grow", "whitening", "alternating_flip", "skip_easy")


@dataclass(frozen=True)
class BoxPart:
    """A part of the data: its pictures, what is wanted of each on the input, and where each lies there.

    ``numbers`` are the pictures' in the data set.
    """

    pictures: Part
    wanted: tuple[Wanted, ...]
    places: tuple[Placing, ...]
    numbers: Indices

    def __len__(self) -> int:
        return len(self.numbers)

    def batch(self, chosen: Tensor) -> tuple[Tensor, list[Wanted]]:
        """Give some pictures as they enter the network, and what is wanted of them."""
        return self.pictures.batch(chosen)[0], [self.wanted[row] for row in chosen.tolist()]


@dataclass(frozen=True)
class PreparedBoxes:
    """All that the training of a detector begins with."""

    dataset: Dataset
    split: Split
    model: Model
    train: BoxPart
    validation: BoxPart
    test: BoxPart
    fingerprint: str
    start: Start
    sha256: str
    body: str  # what the names of the weights begin with that are not new
    head: str = ""
    fresh: bool = False


def prepare_boxes(dataset: Dataset, start: Start, recipe: Recipe, *, seed: int, device: torch.device) -> PreparedBoxes:
    """Build the detector, decide its contract, put the pictures on the device.

    Raises `ConvscopeError` where the network is no detector, or the recipe asks for what boxes cannot follow.
    """
    check_installed()
    _check(recipe)
    split = dataset.split(seed, validation=recipe.validation)
    for name in ("train", "validation", "test"):
        if not len(getattr(split, name)):
            raise ConvscopeError(f"{dataset.name} has no picture in its {name} part", fix="add some")
    beginning = starting(start, classes=len(dataset.classes))
    built = beginning.built
    check_detector(built.module, built.spelling)
    contract = _contract(built, beginning.contract, dataset, recipe)
    if start.has_weights and recipe.frozen:
        body = body_of(built.module)
        freeze(body, trace(body, contract.input_shape), recipe.frozen)
    fitted = dataset.fitted(contract)
    if contract.std == ():
        contract = scaled_by(channel_statistics(fitted, split.train), contract)
    model = Model(
        plainly(built.module).to(device), contract, dataset.classes, built.spelling, answers="box",
        colours=dataset.colours,
    )  # fmt: skip
    pictures = on_device(fitted, device)

    def part(indices: Indices) -> BoxPart:
        rows = Part(pictures, torch.from_numpy(indices), torch.zeros(len(indices), device=device), contract)
        places = tuple(_placing(dataset, int(index), contract) for index in indices)
        wanted = tuple(
            _wanted(dataset, int(index), place, device) for index, place in zip(indices, places, strict=True)
        )
        return BoxPart(rows, wanted, places, indices)

    known = {"body.": "backbone.body."}.get(beginning.body, "backbone." if start.has_weights else "")
    return PreparedBoxes(
        dataset, split, model, part(split.train), part(split.validation), part(split.test),
        fingerprint(dataset, split, fitted), start, beginning.sha256, known, "", beginning.fresh,
    )  # fmt: skip


def _check(recipe: Recipe) -> None:
    usual = Recipe()
    asked = [name for name in UNUSED if getattr(recipe, name) != getattr(usual, name)]
    if asked or recipe.views != usual.views:
        raise ConvscopeError(
            f"{' and '.join(asked or ['views'])} came, which the training of detectors does not have",
            fix="leave it out, or take the recipe boxes",
        )
    check_box_augmentation(recipe.augmentation)


def _contract(built: Built, own: InputContract | None, dataset: Dataset, recipe: Recipe) -> InputContract:
    """Choose what enters: the recipe's size, else the network's own, of one for any size the pictures'; whole pictures.

    Where nobody knows the scaling, ``std`` is empty: the training pictures will tell.
    """
    resize = recipe.resize or "letterbox"
    if resize == "crop":
        raise ConvscopeError("resize = crop came, and boxes may lie anywhere on a picture", fix="letterbox, or stretch")
    shape = sized(built, dataset, recipe).shape(None)
    height, width = recipe.size or ((_rounded(shape[1]), _rounded(shape[2])) if built.any_size else shape[1:])
    if own is not None and own.resize is not None:
        return replace(own, height=height, width=width, resize=resize, crop_share=1.0)
    if built.any_size or isinstance(built.module.transform, AsItIs):
        return InputContract(3, height, width, resize, std=())
    return replace(contract_of_detector(built.module), height=height, width=width, resize=resize)


def _rounded(side: int) -> int:
    """Give a multiple of `MULTIPLE` that has room for a side.

    >>> _rounded(160), _rounded(161)
    (160, 192)
    """
    return -(-side // MULTIPLE) * MULTIPLE


def _placing(dataset: Dataset, index: int, contract: InputContract) -> Placing:
    assert dataset.boxes is not None
    height, width = dataset.boxes.sizes[index].tolist()
    return placing(height, width, contract)


def _wanted(dataset: Dataset, index: int, place: Placing, device: torch.device) -> Wanted:
    """Give a picture's boxes on the input; crowds are not learnt from."""
    assert dataset.boxes is not None
    rows = dataset.boxes.rows_of(index)
    single = ~dataset.boxes.crowd[rows]
    edges = place.onto(dataset.boxes.edges[rows][single]).astype(np.float32)
    return Wanted(
        torch.from_numpy(edges).to(device), torch.from_numpy(dataset.boxes.classes[rows][single].copy()).to(device)
    )
