"""Any spelling of a model to a `Model`: a run, *pretrained*, a zoo name, ``torchvision:NAME``, ``net.py:Net``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from convscope.errors import BrokenRun, ConvscopeError
from convscope.model import Model
from convscope.models import build
from convscope.models.pretrained import NAME, pretrained
from convscope.models.weights import apply_weights, read_weights
from convscope.network import trace
from convscope.picture import InputContract, Resize
from convscope.runs import Run, open_run

Scaling = float | Sequence[float]


def load(
    spelling: str,
    *,
    weights: str | Path | None = None,
    classes: str | Path | Sequence[str] | None = None,
    mean: Scaling | None = None,
    std: Scaling | None = None,
    resize: Resize | None = None,
    input_shape: tuple[int, ...] | None = None,
) -> Model:
    """Load a model ready for use: a run with its best weights, *pretrained*, or any other spelling.

    ``weights`` is a state dict, ``.safetensors`` or ``.pt``; without it the weights of a network that is not from a run
    are random. What such a network expects of pictures is not guessed: ``input_shape``, (channels, height, width),
    where it does not say what it is made for; ``mean`` and ``std`` of values in 0 … 1, one number or one a channel,
    with weights from a file; ``resize`` once a picture has another size. ``classes`` are the names, or a file with one
    a line.

    >>> load("lenet5").contract.input_shape
    (1, 32, 32)

    Raises `WrongWeights` for a file that is none or another network's, `UnknownName`, `BrokenRun`, and
    `ConvscopeError` with the option to add where something must be said.
    """
    said = {"weights": weights, "classes": classes, "mean": mean, "std": std, "input": input_shape}
    if is_run(spelling):
        _refuse(spelling, said, "a run knows its own")
        model = _from_run(open_run(spelling))
    elif spelling == NAME:
        _refuse(spelling, said, "it has its own")
        module, contract, names = pretrained()
        model = Model(module, contract, names, spelling, trained=True)
    else:
        model = _from_network(spelling, weights, input_shape)
        contract = _scaled(model.contract, mean, std, spelling, needed=weights is not None)
        model = replace(model, contract=contract, classes=_names(model, classes))
    return model if resize is None else replace(model, contract=replace(model.contract, resize=resize))


def is_run(spelling: str) -> bool:
    """Whether a spelling names a folder, and so a run."""
    return Path(spelling).is_dir()


def _from_run(run: Run) -> Model:
    record = run.record
    built = build(record.model, classes=len(record.classes))
    weights = run.weights()
    try:
        built.module.load_state_dict(weights)
    except RuntimeError as error:
        reasons = str(error).strip().splitlines()
        reason = reasons[1].strip() if len(reasons) > 1 else reasons[0]
        raise BrokenRun(
            f"the weights in {run.folder} are not those of {record.model}: {reason}",
            fix="the network's code has changed since; train it again",
        ) from error
    contract = InputContract.from_dict(record.contract)
    return Model(built.module.eval(), contract, record.classes, record.model, trained=True)


def _from_network(spelling: str, weights: str | Path | None, input_shape: tuple[int, ...] | None) -> Model:
    built = build(spelling)
    shape = built.shape(input_shape)
    if len(shape) != 3:
        raise ConvscopeError(f"an input of {shape} came, pictures are (channels, height, width)", fix="--input C,H,W")
    if weights is not None:
        apply_weights(built.module, read_weights(weights), source=str(weights), target=spelling)
    contract = InputContract(*shape, resize="stretch" if weights is None else None)  # random weights were made for none
    return Model(built.module.eval(), contract, (), spelling, trained=weights is not None)


def _refuse(spelling: str, said: Mapping[str, object], why: str) -> None:
    """Say so where something is asked that the model knows itself: two answers to one question."""
    given = [name for name, value in said.items() if value is not None]
    if given:
        raise ConvscopeError(f"{', '.join(given)} came with {spelling}", fix=f"leave it out: {why}")


def _scaled(
    contract: InputContract, mean: Scaling | None, std: Scaling | None, spelling: str, *, needed: bool
) -> InputContract:
    if needed and (mean is None or std is None):
        raise ConvscopeError(
            f"how {spelling} was trained to see pixels is not known",
            # random weights were made for no way of fitting; others were made for one that must be said
            fix="say mean and std of values in 0 … 1, as in mean=(0.485, 0.456, 0.406); 0 and 1 if unscaled",
        )
    return replace(contract, mean=_each(mean, 0.0, contract, "mean"), std=_each(std, 1.0, contract, "std"))


def _each(given: Scaling | None, default: float, contract: InputContract, name: str) -> tuple[float, ...]:
    values = (default,) if given is None else (float(given),) if isinstance(given, (int, float)) else tuple(given)
    if len(values) not in (1, contract.channels):
        raise ConvscopeError(
            f"{name} has {len(values)} numbers, the network {contract.channels} channels",
            fix="give one, or one a channel",
        )
    if name == "std" and min(values) <= 0:
        raise ConvscopeError(f"std is {min(values)}", fix="give numbers above 0")
    return values


def _names(model: Model, classes: str | Path | Sequence[str] | None) -> tuple[str, ...]:
    if classes is None:
        return ()
    if isinstance(classes, (str, Path)):
        path = Path(classes)
        if not path.is_file():
            raise ConvscopeError(f"there is no file {path}", fix="give class names, one a line")
        classes = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    outputs = trace(model.module, model.contract.input_shape, target=model.spelling).layers[-1].output_shape
    if outputs[1:] != (len(classes),):
        raise ConvscopeError(
            f"{len(classes)} class names came, {model.spelling} answers with {outputs[1:]} numbers",
            fix="give one a number",
        )
    return tuple(classes)
