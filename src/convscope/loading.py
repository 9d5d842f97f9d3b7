"""Any spelling of a model to a `Model`: a run, *pretrained*, ``lenet5:mnist``, the zoo, a library, ``net.py:Net``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.errors import ConvscopeError
from convscope.model import Answers, Model
from convscope.models import build
from convscope.models.detectors import is_detector
from convscope.models.pretrained import NAME, pretrained
from convscope.models.published import contract_of_detector, is_published, published
from convscope.models.spelled import parse
from convscope.models.spelling import TakesNoPicture, finds_boxes
from convscope.models.trained import is_trained, trained
from convscope.models.weights import apply_weights, read_weights
from convscope.network import trace
from convscope.picture import InputContract, Resize
from convscope.picture.scaling import Scaling, scaled_as
from convscope.runs import open_run
from convscope.training.rebuilt import model_of_run

if TYPE_CHECKING:
    from torch import nn

    from convscope.runtime import OnnxModel

ONNX = ".onnx"


def load(
    spelling: str | nn.Module,
    *,
    weights: str | Path | None = None,
    classes: str | Path | Sequence[str] | None = None,
    mean: Scaling | None = None,
    std: Scaling | None = None,
    resize: Resize | None = None,
    input_shape: tuple[int, ...] | None = None,
) -> Model:
    """Load a model ready for use: a run with its best weights, *pretrained*, or any other spelling.

    ``weights`` is a state dict, ``.safetensors`` or ``.pt``, or the name of a set that torchvision or timm publishes
    (``DEFAULT``), downloaded after saying so; without it the weights of a network that is not from a run are random.
    What such a network expects of pictures is not guessed: ``input_shape``, (channels, height, width), or (height,
    width) for another size than its own; ``mean`` and ``std`` of values in 0 … 1, one number or one a channel, with
    weights from a file; ``resize`` once a picture has another size. ``classes`` are the names, or a file with one a
    line; where the network is ours or a library's, it is built with as many outputs.

    A module that is there already is taken as it is, with the weights it has, which count as trained where ``mean`` and
    ``std`` say how they were. It is not copied; it is put into evaluation mode.

    >>> load("lenet5").contract.input_shape
    (1, 32, 32)
    >>> from torch import nn
    >>> load(nn.Sequential(nn.Flatten(), nn.Linear(64, 2)), input_shape=(1, 8, 8), classes=["dark", "bright"]).classes
    ('dark', 'bright')

    Raises `WrongWeights` for a file that is none or another network's, `UnknownName`, `BrokenRun`, and
    `ConvscopeError` with the option to add where something must be said.
    """
    said = {"weights": weights, "classes": classes, "mean": mean, "std": std, "input": input_shape}
    if not isinstance(spelling, str):
        _refuse("a module", {"weights": weights}, "load them into it: module.load_state_dict(…)")
        model = _of_module(spelling, input_shape, trained=mean is not None or std is not None)
        contract = scaled_as(model.contract, mean, std, model.spelling, needed=model.trained)
        named = None if classes is None else class_names(classes)
        model = replace(model, contract=contract, classes=_checked(model, named))
    elif is_run(spelling):
        _refuse(spelling, said, "a run knows its own")
        model = model_of_run(open_run(spelling))
    elif spelling == NAME:
        _refuse(spelling, said, "it has its own")
        module, contract, names = pretrained()
        model = Model(module, contract, names, spelling, trained=True)
    elif is_trained(spelling):
        _refuse(spelling, said, "it has its own")
        module, card = trained(spelling)
        model = Model(module, card.contract, card.classes, spelling, trained=True)
    elif spelling.endswith(ONNX):
        raise ConvscopeError(
            f"{spelling} is a shipped file: it can be run (convscope look), not looked into",
            fix="name the network or the run that it was made from",
        )
    elif is_published(parse(spelling), weights):
        _refuse(spelling, {"classes": classes, "mean": mean, "std": std}, "published weights come with it")
        module, contract, names = published(parse(spelling), str(weights))
        answers: Answers | None = "box" if finds_boxes(spelling) else None
        model = Model(module, _resized(contract, input_shape), names, spelling, trained=True, answers=answers)
    elif finds_boxes(spelling):
        named = None if classes is None else class_names(classes)
        model = _detector(spelling, weights, named, input_shape)
        if mean is not None or std is not None:
            model = replace(model, contract=scaled_as(model.contract, mean, std, spelling, needed=True))
    else:
        named = None if classes is None else class_names(classes)
        model = _from_network(spelling, weights, None if named is None else len(named), input_shape)
        contract = scaled_as(model.contract, mean, std, spelling, needed=weights is not None)
        model = replace(model, contract=contract, classes=_checked(model, named))
    return model if resize is None else replace(model, contract=replace(model.contract, resize=resize))


def load_shipped(
    path: str | Path,
    *,
    classes: str | Path | Sequence[str] | None = None,
    mean: Scaling | None = None,
    std: Scaling | None = None,
    resize: Resize | None = None,
    input_shape: tuple[int, ...] | None = None,
) -> OnnxModel:
    """Open an ONNX file to be run: one that convscope shipped, or another's, of which the rest must be said.

    Another's takes float32 (N, channels, height, width) and gives (N, classes) scores; ``mean`` and ``std`` are those
    it was trained with, ``input_shape`` is needed where the file leaves its size open. Raises `ConvscopeError` with
    the option to add where something must be said, or that says too much.
    """
    from convscope.runtime import load_onnx  # ONNX Runtime takes a moment to import

    shipped = load_onnx(path)
    if shipped.contract is not None:
        _refuse(str(path), {"classes": classes, "mean": mean, "std": std, "input": input_shape}, "the file knows")
        return shipped if resize is None else replace(shipped, contract=replace(shipped.contract, resize=resize))
    shape = _shape_of(shipped, input_shape)
    contract = scaled_as(InputContract(*shape, resize=resize), mean, std, str(path), needed=True)
    opened = replace(shipped, contract=contract)
    return opened if classes is None else replace(opened, classes=_fitting(class_names(classes), opened))


def _fitting(classes: tuple[str, ...], shipped: OnnxModel) -> tuple[str, ...]:
    """Give the class names, one a number that the file answers with, where it says how many."""
    answers = shipped.output_shape
    if len(answers) != 1 or answers[0] not in (None, len(classes)):
        told = "×".join("?" if length is None else str(length) for length in answers)
        raise ConvscopeError(
            f"{len(classes)} class names came, {shipped.path} answers with {told} numbers", fix="give one a number"
        )
    return classes


def _shape_of(shipped: OnnxModel, asked: tuple[int, ...] | None) -> tuple[int, int, int]:
    """Find the (channels, height, width) of a file that is not ours: its own, and what was asked where it is open."""
    own = shipped.input_shape
    if asked is not None and len(asked) == 2 and own[0] is not None:
        asked = (own[0], *asked)
    shape = tuple(own if asked is None else asked)
    if len(shape) != 3 or None in shape:
        raise ConvscopeError(f"the size that {shipped.path} takes is open", fix="say it with --input C,H,W")
    if any(fixed not in (None, length) for fixed, length in zip(own, shape, strict=True)):
        raise ConvscopeError(f"an input of {shape} came, {shipped.path} takes {own}", fix="leave it out")
    return shape  # type: ignore[return-value]


def _resized(contract: InputContract, asked: tuple[int, ...] | None) -> InputContract:
    """Take another size with the same channels."""
    if asked is None:
        return contract
    channels, height, width = asked if len(asked) == 3 else (contract.channels, *asked)
    if channels != contract.channels:
        raise ConvscopeError(
            f"an input of {channels} channels came, the weights are for {contract.channels}", fix="give only --size"
        )
    return replace(contract, height=height, width=width)


def is_run(spelling: str) -> bool:
    """Whether a spelling names a folder, and so a run."""
    return Path(spelling).is_dir()


def _from_network(
    spelling: str, weights: str | Path | None, classes: int | None, asked: tuple[int, ...] | None
) -> Model:
    own_number = any(name in parse(spelling).named for name in ("classes", "num_classes"))
    built = build(spelling, classes=None if own_number else classes)
    if asked is not None and len(asked) == 2:
        asked = (built.shape(None)[0], *asked)
    shape = built.shape(asked)
    if len(shape) != 3 or not all(isinstance(length, int) for length in shape):
        raise TakesNoPicture(replace(built, input_shape=shape))
    if weights is not None:
        apply_weights(built.module, read_weights(weights), source=str(weights), target=spelling)
    contract = InputContract(*shape, resize="stretch" if weights is None else None)  # random weights were made for none
    return Model(built.module.eval(), contract, (), spelling, trained=weights is not None)


def _of_module(module: nn.Module, asked: tuple[int, ...] | None, *, trained: bool) -> Model:
    """Take a module that is there: what enters it must be said, or be an attribute of it."""
    name = type(module).__name__
    if is_detector(module):
        contract = _resized(contract_of_detector(module), asked)
        return Model(module.eval(), contract, (), name, trained, answers="box")
    own = tuple(getattr(module, "input_shape", ()))
    shape = own if asked is None else (own[0], *asked) if len(asked) == 2 and own else tuple(asked)
    if len(shape) != 3:
        came = f"{name} came for an input of {shape}" if shape else f"{name} came without the shape of its input"
        raise ConvscopeError(came, fix="cs.load(module, input_shape=(channels, height, width))")
    return Model(module.eval(), InputContract(*shape, resize=None if trained else "stretch"), (), name, trained)


def _detector(
    spelling: str, weights: str | Path | None, classes: tuple[str, ...] | None, asked: tuple[int, ...] | None
) -> Model:
    """Build a detector, with weights from a file where there are some; it scales pictures as torchvision's do."""
    built = build(spelling, classes=None if classes is None else len(classes))
    if weights is not None:
        apply_weights(built.module, read_weights(weights), source=str(weights), target=spelling)
    contract = _resized(contract_of_detector(built.module), asked)
    return Model(built.module.eval(), contract, classes or (), spelling, trained=weights is not None, answers="box")


def _refuse(spelling: str, said: Mapping[str, object], why: str) -> None:
    """Say so where something is asked that the model knows itself: two answers to one question."""
    given = [name for name, value in said.items() if value is not None]
    if given:
        raise ConvscopeError(f"{', '.join(given)} came with {spelling}", fix=f"leave it out: {why}")


def class_names(given: str | Path | Sequence[str]) -> tuple[str, ...]:
    """Read class names: a file with one a line, names with commas between them, or a sequence."""
    if not isinstance(given, (str, Path)):
        return tuple(given)
    path = Path(given)
    if path.is_file():
        try:
            names = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
        except UnicodeDecodeError as error:
            raise ConvscopeError(f"{path} is no text in UTF-8", fix="give class names, one a line") from error
    elif "," in str(given):
        names = [name.strip() for name in str(given).split(",")]
    else:
        raise ConvscopeError(f"there is no file {path}", fix="give class names, one a line, or with commas between")
    return tuple(name for name in names if name)


def _checked(model: Model, classes: tuple[str, ...] | None) -> tuple[str, ...]:
    """Give the class names, one a number that the network answers with: of the picture, or of each pixel.

    A map of one channel stands for two classes.
    """
    if classes is None:
        return ()
    outputs = trace(model.module, model.contract.input_shape, target=model.spelling).layers[-1].output_shape
    channels = {len(classes), 1} if len(classes) == 2 else {len(classes)}
    if outputs[1:] != (len(classes),) and not (len(outputs) == 4 and outputs[1] in channels):
        raise ConvscopeError(
            f"{len(classes)} class names came, {model.spelling} answers with {outputs[1:]} numbers",
            fix="give one a number",
        )
    return classes
