"""Films of a run's history: a layer's kernels, or its maps of one picture, as they were at each epoch that was kept."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from convscope.draw import Legend, View
from convscope.draw.film import Film, film_of
from convscope.errors import ConvscopeError
from convscope.look.kernels import kernels, on_one_scale
from convscope.network import watch

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor, nn

    from convscope.model import Model
    from convscope.picture import Picture
    from convscope.runs import Run

MOST_TILES = 64


def kernels_film(run: Run, model: Model, *, layer: str | None = None) -> Film:
    """Show a convolution's kernels at every kept epoch, on one scale; by default the first one's.

    Raises `UnknownName` for a layer that is not a convolution, `ConvscopeError` where the history does not hold it.
    """
    name = kernels(model, layer).layer
    kept = _kept(run, [f"{name}.weight"])
    views = [kernels(model, name, weights=weights) for weights in kept.values()]
    views = on_one_scale(views, [weights[f"{name}.weight"] for weights in kept.values()])
    return film_of(views, [_moment(epoch) for epoch in kept])


def maps_film(run: Run, model: Model, picture_HWC: Picture, *, layer: str | None = None) -> Film:
    """Show a layer's maps of a picture at every kept epoch, on one scale; by default the first layer's.

    Of more than 64 channels those that are strongest in the end are shown, so that a tile is one channel throughout.
    Raises `UnknownName` for a layer the network does not have, `ConvscopeError` where its output has no places or the
    history does not hold all weights.
    """
    kept = _kept(run, list(model.module.state_dict()))
    module = copy.deepcopy(model.module)
    found = []
    for weights in kept.values():
        module.load_state_dict(dict(weights))
        found.append(_maps(model, module, picture_HWC, layer))
    name, last = found[-1]
    order = np.sort(np.argsort(-np.abs(last).mean(axis=(1, 2)), kind="stable")[:MOST_TILES])
    signed = any(bool(output.min(initial=0.0) < 0) for _, output in found)
    reading = "orange is above zero, blue below, white zero" if signed else "the lighter, the stronger; dark is zero"
    legend: Legend = "signed" if signed else "unsigned"
    captions, hidden = tuple(str(channel) for channel in order), len(last) - len(order)
    views = [
        View(output[order], "feature maps", name, f"One tile a channel: {reading}.", legend, captions, hidden=hidden)
        for _, output in found
    ]
    return film_of(views, [_moment(epoch) for epoch in kept])


def _kept(run: Run, needed: Sequence[str]) -> dict[int, dict[str, Tensor]]:
    """Give the history, checked to hold what is needed of every epoch."""
    kept = {epoch: weights for epoch, weights in run.history().items() if epoch <= run.record.epochs}
    if not kept:
        raise ConvscopeError(f"{run.folder} has no history", fix="train it again")
    missing = next((name for name in needed for weights in kept.values() if name not in weights), None)
    if missing is not None:
        whole = [name.removesuffix(".weight") for name, weight in kept[min(kept)].items() if weight.ndim >= 3]
        raise ConvscopeError(
            f"the history of {run.folder} does not hold {missing}: of a large network only the first layers are kept",
            fix=f"film the kernels of one from {whole[0]} to {whole[-1]}" if whole else "look at run.statistics()",
        )
    return kept


def _maps(
    model: Model, module: nn.Module, picture_HWC: Picture, layer: str | None
) -> tuple[str, npt.NDArray[np.float32]]:
    """Give a layer's name and its output, (channels, height, width), with the weights that the module has."""
    network, outputs = watch(module, model.enter(model.fit(picture_HWC)[None]), target=model.spelling)
    places = {one.name: output[0] for one, output in zip(network, outputs, strict=True) if output.ndim >= 3}
    name = next(iter(places)) if layer is None else network.last_of(layer).name
    if name not in places:
        raise ConvscopeError(f"{name} has numbers without a place, no maps", fix=f"film one of {', '.join(places)}")
    output = places[name].cpu().float().numpy()
    return name, output.reshape(output.shape[0], -1, output.shape[-1])


def _moment(epoch: int) -> str:
    return f"epoch {epoch}" if epoch else "before training"
