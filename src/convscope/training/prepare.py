"""Before a training: the module built and looked at, its contract decided, the pictures where they are read fastest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

import numpy as np
import numpy.typing as npt
import torch

from convscope.data import Dataset, Indices, Split, channel_statistics
from convscope.errors import ConvscopeError, ShapesDoNotFit
from convscope.lint import Report, Settings, check
from convscope.model import Model, wrapped
from convscope.models import Built
from convscope.models.detectors import is_detector
from convscope.network import Network, trace
from convscope.picture import InputContract
from convscope.picture.scaling import scaled_as
from convscope.training.fingerprint import fingerprint
from convscope.training.frozen import freeze
from convscope.training.growing import answer_shape, check_growth
from convscope.training.head import give_outputs, last_layer
from convscope.training.loop import Part
from convscope.training.recipe import Recipe
from convscope.training.starting import Start, as_start, starting
from convscope.training.stored import Stored
from convscope.training.whitening import pictures_to_whiten_by, whiten

DEVICE_BYTES = 2_000_000_000  # what of a data set may live on the device
MOST_SIDE = 512  # of pictures whose every pixel is answered, where no size is said
COPIED_BYTES = 256_000_000  # what is read from the cache at once, and not again
LARGE = 65_536  # bytes of a picture beside whose step reading it again is nothing
COUNTED = 64  # masks whose pixels are counted at once
LOOKED_AT = 16  # pictures, to see how many channels they have


@dataclass(frozen=True)
class Parts:
    """The three parts on the device."""

    train: Part
    validation: Part
    test: Part


@dataclass(frozen=True)
class Prepared:
    """All that a training begins with; ``fingerprint`` is of the data as they will be read."""

    dataset: Dataset
    split: Split
    model: Model
    parts: Parts
    network: Network
    fingerprint: str
    head: str  # the last layer's name, empty where it is no module of its own
    fresh: bool  # whether it was put in the place of one for other classes
    start: Start  # what was asked for
    sha256: str  # of the file of weights that it starts from, empty where there is none
    body: str = ""  # what the names of the weights begin with that came with it, where the rest is new


def prepare(dataset: Dataset, model: str | Start, recipe: Recipe, *, seed: int, device: torch.device) -> Prepared:
    """Build and describe the module, decide its contract from the training part, put the pictures on the device.

    The contract of a network that comes with weights is that of these, but for what the recipe says of size and resize
    mode.

    Raises `ConvscopeError` where the network does not fit the data.
    """
    if dataset.boxes is not None:
        raise ConvscopeError(f"in {dataset.name} boxes have a class: this is for pictures or pixels that have one")
    split = dataset.split(seed, validation=recipe.validation)
    start = as_start(model)
    beginning = starting(start, classes=len(dataset.classes))
    if is_detector(beginning.built.module):
        raise ConvscopeError(
            f"{start.spelling} is a detector, and there are no boxes in {dataset.name}",
            fix="take a network that answers pictures, as in --model torchvision:resnet18",
        )
    built, own, spelling = beginning.built, beginning.contract, beginning.built.spelling
    if dataset.masks is not None:
        built = sized(built, dataset, recipe)
    unscaled = InputContract(*_input_shape(built, dataset, recipe), resize=recipe.resize or "stretch")
    if own is not None:  # weights belong to the pixels they were trained on
        resize = recipe.resize or own.resize
        unscaled = replace(own, height=unscaled.height, width=unscaled.width, resize=resize)
    elif beginning.scaling is not None:
        own = unscaled = scaled_as(unscaled, *beginning.scaling, spelling, needed=True)
    unscaled = replace(unscaled, values=dataset.values, ground=dataset.ground)
    fitted = dataset.fitted(unscaled)
    if own is not None and len(own.mean) in (1, unscaled.channels):
        contract = unscaled
    else:
        contract = scaled_by(channel_statistics(fitted, split.train), unscaled)
    if own is not None and contract is not unscaled:  # bands beyond those that the weights know
        said = len(own.mean)
        contract = replace(contract, mean=own.mean + contract.mean[said:], std=own.std + contract.std[said:])
    network = _traced(built, contract)
    wanted = (1, len(dataset.classes), *(contract.input_shape[1:] if dataset.masks is not None else ()))
    refuse_other_answers(network, dataset)
    replaced = own is not None and answer_shape(network) != wanted
    if replaced:
        give_outputs(built.module, last_layer(built.module, network), len(dataset.classes))
        network = trace(built.module, contract.input_shape, target=spelling)
    answers = answer_shape(network)
    if answers[:2] == wanted[:2] and answers != wanted:
        raise ConvscopeError(
            f"{spelling} answers pictures of {_times(wanted[2:])} with maps of {_times(answers[2:])}",
            fix="let it end with a layer that enlarges them to the picture's size",
        )
    if answers != wanted:
        raise ConvscopeError(
            f"{spelling} answers with {answers[1:]} numbers, {dataset.name} has {len(dataset.classes)} classes",
            fix="give the network one output a class",
        )
    check_growth(network, recipe.grow)
    if start.has_weights:
        freeze(built.module, network, recipe.frozen)
    ready = Model(
        built.module.to(device), contract, dataset.classes, spelling, answers=dataset.answers, colours=dataset.colours
    )

    pictures = on_device(fitted, device)
    masks = None if dataset.masks is None else dataset.masks.fitted(contract)
    placed = None if masks is None else on_device(masks, device)

    def part(indices: Indices) -> Part:
        labels = torch.from_numpy(dataset.labels[indices]).to(device)
        return Part(pictures, torch.from_numpy(indices), labels, contract, placed)

    parts = Parts(part(split.train), part(split.validation), part(split.test))
    if recipe.whitening:
        some = torch.arange(min(len(parts.train), pictures_to_whiten_by(prod(contract.input_shape))))
        whiten(ready.module, network, parts.train.batch(some)[0])
    known = fingerprint(dataset, split, fitted, masks)
    last, fresh = last_layer(built.module, network), beginning.fresh or replaced
    return Prepared(dataset, split, ready, parts, network, known, last, fresh, start, beginning.sha256, beginning.body)


def looked_at(network: Network, rules: Settings, recipe: Recipe) -> Report:
    """Look at the network as it will be trained; an error stops it before anything is computed."""
    batch = recipe.batch_size if rules.batch is None else rules.batch
    report = check(network, settings=replace(rules, batch=batch))
    worst = next(iter(report.findings), None)
    if worst is not None and worst.severity == "error":
        raise ConvscopeError(f"{network.target}, layer {worst.layer}: {worst.message} ({worst.name})", fix=worst.fix)
    return report


def sized(built: Built, dataset: Dataset, recipe: Recipe) -> Built:
    """Have a network of any size take the size that most of the pictures have, up to `MOST_SIDE` pixels a side."""
    if not built.any_size or dataset.size is None or recipe.size is not None or built.input_shape is None:
        return built
    share = min(1.0, MOST_SIDE / max(dataset.size))
    return replace(built, input_shape=(built.input_shape[0], *(max(round(side * share), 1) for side in dataset.size)))


def _input_shape(built: Built, dataset: Dataset, recipe: Recipe) -> tuple[int, int, int]:
    """Choose what enters: the network's own channels and size, else the pictures' channels and the recipe's size."""
    own = built.input_shape
    if own is not None and len(own) != 3:
        raise ConvscopeError(f"{built.spelling} takes {own}, pictures are (channels, height, width)")
    if own is None and recipe.size is None:
        raise ConvscopeError(
            f"the input that {built.spelling} is made for is not known",
            fix="say the size with --size, or give the class input_shape = (C, H, W)",
        )
    height, width = recipe.size or own[1:]  # type: ignore[index]
    if own is not None:
        return own[0], height, width
    some = np.linspace(0, len(dataset.pictures) - 1, LOOKED_AT).astype(int)
    return max(dataset.pictures[int(index)].shape[-1] for index in some), height, width


def _traced(built: Built, contract: InputContract) -> Network:
    """Describe the network at the size that was decided; one that cannot take it is told for which it is made."""
    try:
        return trace(built.module, contract.input_shape, target=built.spelling)
    except ShapesDoNotFit as error:
        if built.input_shape is None or built.input_shape[1:] == contract.input_shape[1:]:
            raise
        made, asked = (_times(shape[1:]) for shape in (built.input_shape, contract.input_shape))
        raise ConvscopeError(
            f"{built.spelling} is made for {made} and {asked} was asked for: {error.problem}",
            fix=f"leave --size out, or --size {'x'.join(map(str, built.input_shape[1:]))}",
        ) from None


def scaled_by(statistics: tuple[tuple[float, ...], tuple[float, ...]], unscaled: InputContract) -> InputContract:
    """Put mean and deviation into the contract, as they are written down."""
    mean, std = statistics
    return replace(
        unscaled,
        mean=tuple(round(value, 6) for value in mean),
        std=tuple(round(max(value, 1e-3), 6) for value in std),
    )


def pixels_of(part: Part, classes: int) -> torch.Tensor:
    """Count how many pixels of a part each class has, (classes,)."""
    counts = torch.zeros(classes + 1, dtype=torch.int64)
    assert part.masks_NHW is not None
    for rows in torch.split(part.rows, COUNTED):
        masks = part.masks_NHW[rows.to(part.masks_NHW.device)].flatten().cpu().clamp(max=classes)
        counts += torch.bincount(masks, minlength=classes + 1)
    return counts[:classes]


def refuse_other_answers(network: Network, dataset: Dataset) -> None:
    """Raise `ConvscopeError` where a network answers pictures and the data are of pixels, or the other way round."""
    shape = answer_shape(network)
    if dataset.masks is not None and len(shape) != 4:
        raise ConvscopeError(
            f"{network.target} answers with {shape[1:]} numbers a picture, in {dataset.name} every pixel has a class",
            fix="take a network that answers pixels, as in --model fcn8s",
        )
    if dataset.masks is None and len(shape) == 4 and min(shape[2:]) > 1:
        raise ConvscopeError(
            f"{network.target} answers every pixel, in {dataset.name} a picture has a class",
            fix="take a network that answers pictures, as in --model torchvision:resnet18",
        )


def _times(size: tuple[int, ...]) -> str:
    return " × ".join(map(str, size))


def on_device(fitted: npt.NDArray[np.uint8], device: torch.device) -> torch.Tensor | Stored:
    """Wrap the pictures without copying them; small sets go to the device once, larger ones batch by batch.

    Of those in a file few small ones are read into memory; more, and on the CPU large ones, are read batch by batch.
    """
    if fitted.nbytes <= DEVICE_BYTES and device.type != "cpu":
        return wrapped(fitted).to(device)
    if not isinstance(fitted, np.memmap):
        return wrapped(fitted)
    if fitted.nbytes <= COPIED_BYTES and fitted[:1].nbytes < LARGE:
        return wrapped(np.array(fitted))
    try:
        return Stored(fitted)
    except ValueError:
        return wrapped(fitted)
