"""A run at one moment of its training: a layer's kernels and biases, a picture's maps, what is taken for what."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError
from convscope.lab.check.values import number, word
from convscope.lab.embedded import coarser, png
from convscope.lab.train.held_out import HeldOut, held_out
from convscope.lab.train.shown import moments, run_of
from convscope.lab.train.words import WORDS
from convscope.look.convolutions import MODULES, convolution
from convscope.model import Model
from convscope.network import trace, watch
from convscope.picture import InputContract
from convscope.training.rebuilt import module_of_run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from convscope.lab.train.studio import Studio
    from convscope.runs import Run

MOST_TILES, MOST_INPUTS, MOST_MAPS, MOST_SIDE = 96, 16, 32, 56
MOST_CLASSES = 40  # of a matrix that can be read
MOST_MACS = 5e10  # that a matrix may take: some seconds of one core
MOST_EPOCHS = 1_000_000


@dataclass(frozen=True)
class Built:
    """A run's network, to which each moment brings its weights."""

    model: Model
    layers: tuple[str, ...]
    macs: int


def moment(studio: Studio, values: dict[str, Any]) -> dict[str, Any]:
    """Give what the page shows of ``run`` after ``epoch``: ``layer``'s kernels, its maps of ``picture``, the matrix.

    What cannot be shown is None, with the reason in ``why``: of large networks only the first layers' weights are kept
    on the way, and those of the best epoch whole.
    """
    run, epoch = run_of(studio, word(values, "run")), number(values, "epoch", most=MOST_EPOCHS, least=0)
    if epoch not in moments(run):
        raise ConvscopeError(WORDS.say("not_kept", epoch=epoch), fix=WORDS.say("fix_not_kept"))
    if run.record.answers == "box":  # a detector is more than one pass through a network
        nothing = dict.fromkeys(("kernels", "maps", "matrix", "picture"))
        return {"epoch": epoch, "layers": [], "layer": "", "why": "boxes", **nothing}
    made = _built(studio, run)
    weights = _weights(run, epoch, made)
    layer = word(values, "layer")
    layer = layer if layer in made.layers else made.layers[0] if made.layers else ""
    whole = made.model.module.state_dict().keys() <= weights.keys()
    answer: dict[str, Any] = {
        "epoch": epoch, "layers": made.layers, "layer": layer, "kernels": None, "maps": None, "matrix": None, "why": "",
        "picture": None,
    }  # fmt: skip
    if whole:
        made.model.module.load_state_dict(dict(weights))
    if layer and (whole or f"{layer}.weight" in weights):
        answer["kernels"] = _kernels(run, made, layer, weights)
    if not whole:
        return {**answer, "why": "partial"}
    try:
        parts = studio.held_out.get((run.folder, run.record.started), lambda: held_out(run))
    except ConvscopeError as error:
        return {**answer, "why": "data", "said": str(error)}
    at = number(values, "picture", most=MOST_EPOCHS, least=0) % len(parts.labels)
    answer["picture"] = _picture(run, parts, at)
    if layer:
        answer["maps"] = _maps(made.model, parts, at, layer)
    if run.record.answers != "picture" or parts.labels.ndim != 1:
        return {**answer, "why": "answers"}
    key = (run.folder, run.record.started, run.record.resumed, epoch)
    answer["matrix"] = studio.matrices.get(key, lambda: _matrix(made, parts, len(run.record.classes)))
    return answer


def _built(studio: Studio, run: Run) -> Built:
    return studio.networks.get((run.folder, run.record.started), lambda: _build(run))


def _build(run: Run) -> Built:
    record = run.record
    module = module_of_run(run, len(record.classes)).eval()
    contract = InputContract.from_dict(record.contract)
    model = Model(module, contract, record.classes, record.model, trained=True, answers=record.answers)
    layers = tuple(name for name, one in module.named_modules() if isinstance(one, MODULES))
    macs = trace(module, contract.input_shape, target=record.model).macs
    return Built(model, layers, max(int(macs), 1))


def _weights(run: Run, epoch: int, made: Built) -> Mapping[str, Tensor]:
    """Give the weights of a moment; those of the best epoch whole, whatever of them the history left out."""
    kept: Mapping[str, Tensor] = {}
    if epoch in run.moments():
        kept = run.moment(epoch)
    if epoch == run.record.best_epoch and not made.model.module.state_dict().keys() <= kept.keys():
        kept = run.weights()
    return kept


def _kernels(run: Run, made: Built, layer: str, weights: Mapping[str, Tensor]) -> dict[str, Any]:
    """Give a layer's kernels, on a scale that all moments of the run share."""
    found = convolution(made.model, layer, weights=weights)
    outputs, inputs, height, width = found.weight.shape
    colours = inputs == 3
    channels = inputs if colours else min(inputs, MOST_INPUTS)
    shown = min(outputs, MOST_TILES if colours else max(1, MOST_TILES // channels))
    bias = weights.get(f"{layer}.bias")
    return {
        "count": outputs, "inputs": inputs, "shown": shown, "channels": channels, "height": height, "width": width,
        "colours": colours, "values": _encoded(found.weight[:shown, :channels]), "high": _reach(run, layer, weights),
        "biases": None if bias is None else [round(float(one), 5) for one in bias[:shown]],
    }  # fmt: skip


def _reach(run: Run, layer: str, weights: Mapping[str, Tensor]) -> float:
    from safetensors import SafetensorError, safe_open

    name, reach = f"{layer}.weight", float(weights[f"{layer}.weight"].abs().max())
    for file in run.moments().values():
        try:
            with safe_open(file, framework="np") as one:
                if name in one.keys():  # noqa: SIM118  (it is no dictionary)
                    reach = max(reach, float(np.abs(one.get_tensor(name)).max()))
        except (OSError, SafetensorError):  # it is being replaced
            continue
    return reach or 1.0


def _maps(model: Model, parts: HeldOut, at: int, layer: str) -> dict[str, Any] | None:
    network, outputs = watch(model.module, model.enter(parts.pictures_NHWC[at : at + 1]), target=model.spelling)
    name = network.last_of(layer).name
    found = next(one[0] for described, one in zip(network, outputs, strict=True) if described.name == name)
    if found.ndim != 3:
        return None
    array = found.cpu().float().numpy()
    step = -(-max(array.shape[1:]) // MOST_SIDE)
    shown = array[:MOST_MAPS, ::step, ::step]
    return {
        "count": len(array), "shown": len(shown), "height": shown.shape[1], "width": shown.shape[2], "step": step,
        "values": _encoded(shown),
    }  # fmt: skip


def _picture(run: Run, parts: HeldOut, at: int) -> dict[str, Any]:
    label = int(parts.labels[at]) if parts.labels.ndim == 1 and run.record.answers == "picture" else None
    picture = parts.pictures_NHWC[at]
    picture = picture if picture.shape[2] in (1, 3) else picture[..., :1]
    return {
        "at": at, "count": len(parts.labels), "png": png(coarser(picture, 2 * MOST_SIDE)),
        "name": None if label is None else run.record.classes[label],
    }  # fmt: skip


def _matrix(made: Built, parts: HeldOut, classes: int) -> dict[str, Any]:
    """Count what is taken for what, rows what it is, on as many validation pictures as there is time for."""
    most = int(max(1, min(len(parts.labels), MOST_MACS // made.macs)))
    chosen = np.unique(np.linspace(0, len(parts.labels) - 1, most).round().astype(int))
    answers = made.model.scores(parts.pictures_NHWC[chosen]).argmax(1)
    labels = parts.labels[chosen]
    counts: npt.NDArray[np.int64] = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (labels, answers), 1)
    right = int((labels == answers).sum())
    worst = counts.copy()
    np.fill_diagonal(worst, 0)
    order = np.argsort(-worst, axis=None, kind="stable")[:5]
    pairs = [(int(one) // classes, int(one) % classes) for one in order]
    return {
        "counts": counts.tolist() if classes <= MOST_CLASSES else None, "right": right, "pictures": len(labels),
        "of": parts.of, "classes": list(made.model.classes),
        "worst": [[true, answer, int(worst[true, answer])] for true, answer in pairs if worst[true, answer]],
    }  # fmt: skip


def _encoded(array: npt.NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode("ascii")
