"""A network to train, and the weights that it starts from: none, its own, a run's, a file's, published ones.

Where the classes are others, the last layer is a fresh one: built so where a library builds it, put in the place of the
old one by `prepare` where not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.errors import ConvscopeError
from convscope.models import Built, build
from convscope.models.detectors import apply_all_but_answers
from convscope.models.pretrained import NAME, pretrained
from convscope.models.published import is_published, published
from convscope.models.spelled import parse
from convscope.models.spelling import brings_weights, finds_boxes
from convscope.models.trained import is_trained, trained
from convscope.models.weights import apply_all_but_classes, read_weights
from convscope.picture import InputContract
from convscope.picture.scaling import Scaling
from convscope.runs import is_run, open_run
from convscope.runs.run import WEIGHTS
from convscope.training.rebuilt import model_of_run


@dataclass(frozen=True)
class Start:
    """What a training starts from: a network's spelling, or a run's folder, and what must be said of its weights.

    ``weights`` is a state dict (.pt, .safetensors), or a set that torchvision or timm publishes (``DEFAULT``); ``mean``
    and ``std`` are those of values in 0 … 1 that weights of a file were trained with.

    >>> Start("torchvision:resnet18", "w.pt", mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)).has_weights
    True
    """

    spelling: str
    weights: str | Path | None = None
    mean: Scaling | None = None
    std: Scaling | None = None

    @property
    def has_weights(self) -> bool:
        """Whether there are weights to start from."""
        return self.weights is not None or has_weights(self.spelling)

    def spelled(self) -> str:
        """Write it as Python, for `convscope.train`.

        >>> Start("lenet5").spelled(), Start("net.py:Net", "w.pt", 0.5, 0.5).spelled()
        ("'lenet5'", "cs.Start('net.py:Net', weights='w.pt', mean=0.5, std=0.5)")
        """
        said = {"weights": self.weights, "mean": self.mean, "std": self.std}
        given = [f", {name}={value!r}" for name, value in said.items() if value is not None]
        return f"cs.Start({self.spelling!r}{''.join(given)})" if given else repr(self.spelling)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: what was said."""
        said = {"mean": self.mean, "std": self.std}
        listed = {name: list(value) if isinstance(value, (tuple, list)) else value for name, value in said.items()}
        return {"model": self.spelling, "weights": None if self.weights is None else str(self.weights), **listed}


@dataclass(frozen=True)
class Beginning:
    """The network with its weights, the contract that belongs to them, the file's SHA-256, the layer left fresh.

    ``contract`` is None where the data decide it; ``scaling`` is mean and std where only these are known.
    """

    built: Built
    contract: InputContract | None = None
    scaling: tuple[Scaling | None, Scaling | None] | None = None
    sha256: str = ""
    fresh: bool = False
    body: str = ""  # what the names begin with of the weights that came with it, where the rest is new


def has_weights(spelling: str) -> bool:
    """Whether a spelling is of a network that comes with weights.

    >>> has_weights("lenet5:mnist"), has_weights("lenet5"), has_weights("fcn8s(backbone='pretrained')")
    (True, False, True)
    """
    return brings_weights(parse(spelling)) or spelling == NAME or is_trained(spelling) or is_run(spelling)


def as_start(model: str | Start) -> Start:
    """Read a spelling as a start from what comes with it."""
    return Start(model) if isinstance(model, str) else model


def starting(start: Start, *, classes: int) -> Beginning:
    """Build the network to train; where there are weights to start from, with these and what belongs to them.

    Raises `WrongWeights` where a file is none or another network's, `ConvscopeError` where something is said that the
    network knows itself.
    """
    spelling = start.spelling
    if has_weights(spelling):
        _refuse(start, ("weights", "mean", "std"), "it has its own")
        if brings_weights(parse(spelling)):
            built = build(spelling, classes=classes, weighted=True)
            return Beginning(built, built.body_contract, body="body.")
        return _own(spelling, classes)
    if start.weights is None:
        _refuse(start, ("mean", "std"), "without weights they are those of the training pictures")
        return Beginning(build(spelling, classes=classes))
    if is_published(parse(spelling), start.weights):
        _refuse(start, ("mean", "std"), "published weights come with them")
        module, contract, _ = published(parse(spelling), str(start.weights))
        if finds_boxes(spelling):
            built = build(spelling, classes=classes)
            apply_all_but_answers(built.module, module.state_dict(), source=str(start.weights), target=spelling)
            return Beginning(built, contract, fresh=True)
        return Beginning(Built(spelling, module, contract.input_shape), contract)
    weights = read_weights(start.weights)
    own_number = any(name in parse(spelling).named for name in ("classes", "num_classes"))
    built = build(spelling, classes=None if own_number else classes)
    apply = apply_all_but_answers if finds_boxes(spelling) else apply_all_but_classes
    fresh = apply(built.module, weights, source=str(start.weights), target=spelling)
    return Beginning(built, None, (start.mean, start.std), sha256(start.weights), fresh)


def _own(spelling: str, classes: int) -> Beginning:
    """Build a network that comes with weights."""
    if is_run(spelling):
        run = open_run(spelling)
        if run.record.answers == "box" and run.record.classes and len(run.record.classes) != classes:
            built = build(run.record.model, classes=classes)
            fresh = apply_all_but_answers(built.module, run.weights(), source=spelling, target=run.record.model)
            contract = InputContract.from_dict(run.record.contract)
            return Beginning(built, contract, None, sha256(Path(spelling) / WEIGHTS), fresh)
        if run.record.answers == "pixel" and len(run.record.classes) != classes:
            built = build(run.record.model, classes=classes)
            fresh = apply_all_but_classes(built.module, run.weights(), source=spelling, target=run.record.model)
            contract = InputContract.from_dict(run.record.contract)
            return Beginning(built, contract, None, sha256(Path(spelling) / WEIGHTS), fresh)
        model = model_of_run(run)
        built = Built(model.spelling, model.module, model.contract.input_shape)
        return Beginning(built, model.contract, None, sha256(Path(spelling) / WEIGHTS))
    if spelling == NAME:
        module, contract, _ = pretrained()
    else:
        module, card = trained(spelling)
        contract = card.contract
    return Beginning(Built(spelling, module, contract.input_shape), contract)


def sha256(path: str | Path) -> str:
    """Give the SHA-256 of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse(start: Start, names: tuple[str, ...], why: str) -> None:
    given = [name for name in names if getattr(start, name) is not None]
    if given:
        raise ConvscopeError(f"{', '.join(given)} came with {start.spelling}", fix=f"leave it out: {why}")
