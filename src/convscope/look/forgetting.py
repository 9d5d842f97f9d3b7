"""A sanity check of attributions: does the map change when the network forgets what it learnt, layer by layer?

Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018 (cascading randomisation): from the answer downwards, each
layer's weights are drawn anew. A way whose map stays what it was does not show what was learnt.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.look.attributors import Map, attribution
from convscope.look.projected import Question, question
from convscope.look.units import asked
from convscope.network.recording import Recording, record
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.picture import Picture

ALIKE = 0.5  # rank correlation with which a map of a network that knows nothing is still that of the trained one
FLAT = 1e-12  # of a map's largest number, below which it is one number everywhere


@dataclass(frozen=True)
class Forgotten:
    """A map after the layers down to ``layer`` forgot, and how alike it is to the trained network's.

    ``rank`` is Spearman's correlation of the magnitudes over pixels, ``similarity`` the SSIM of the maps, each from 0
    to 1; NaN where a map is flat.
    """

    layer: str
    values: Map
    rank: float
    similarity: float


def forgetting(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None, way: str = "grad-cam", stages: int = 7,
    progress: Progress | None = None,
) -> View:  # fmt: skip
    """Show a way's map as the network forgets, from its answer down: the first tile knows all, the last nothing.

    ``way`` is one of `attributors.ATTRIBUTORS`, ``stages`` how many tiles come after the first. Weights are drawn by
    each module's own ``reset_parameters``, or normally with the spread they had, from torch's generator. The model
    itself is left as it is.

    Raises `UnknownName` for a way there is not, `ConvscopeError` where nothing can be forgotten.
    """
    if stages < 1:
        raise ConvscopeError(f"{stages} stages came", fix="give at least 1")
    asking = question(model, picture_HWC, layer, unit, at, target, alone=True)
    if asking.box is not None:
        raise ConvscopeError(
            f"{asking.units[0].told} cannot be followed: a detector that forgets finds other boxes",
            fix="ask about a unit of a layer, with --layer NAME --unit N --set way=gradient",
        )
    known = attribution(way, asking)
    found = []
    for number, (name, other) in enumerate(_stages(asking, stages), start=1):
        values = attribution(way, other)
        found.append(Forgotten(name, values, rank_correlation(known, values), similarity(known, values)))
        if progress is not None:
            progress(number, stages)
    sentence = (
        f"The {way} map of {asking.units[0].told} as weights are drawn anew from the answer down, each on its own "
        f"scale; ρ is the rank correlation with the first. {_verdict(found[-1].rank)}"
    )
    tiles = np.stack([_scaled(known), *(_scaled(one.values) for one in found)])
    captions = ["trained" if model.trained else "as it came"]
    captions += [f"{one.layer}\n{_told('ρ', one.rank)}, {_told('SSIM', one.similarity)}" for one in found]
    signed = bool(tiles.min() < 0)
    return View(
        tiles, f"forgetting, {way}", asking.layer.name, sentence, "signed" if signed else "unsigned",
        tuple(captions), asking.fitted, limits=(-1.0 if signed else 0.0, 1.0),
    )  # fmt: skip


def _verdict(rank: float) -> str:
    """Say what the last map means.

    >>> _verdict(0.1)
    'With all of them drawn ρ is 0.10: what the map shows was learnt.'
    """
    if np.isnan(rank):
        return "With all of them drawn the map is flat: what it showed was learnt."
    means = "it would look so for a network that has learnt nothing, too" if rank > ALIKE else ""
    return f"With all of them drawn ρ is {rank:.2f}: {means or 'what the map shows was learnt'}."


def _told(name: str, value: float) -> str:
    return f"{name} -" if np.isnan(value) else f"{name} {value:.2f}"


def rank_correlation(one: Map, other: Map) -> float:
    """Compare the order of two maps' magnitudes, pixel by pixel: Spearman's ρ; NaN where one of them is flat.

    >>> rank_correlation(np.array([[1.0, 2.0, -3.0]]), np.array([[10.0, 20.0, 90.0]]))
    1.0
    """
    from scipy.stats import rankdata  # type: ignore[import-untyped]

    ranks = [rankdata(np.abs(values).ravel()) for values in (one, other)]
    if _is_flat(one) or _is_flat(other):
        return float("nan")
    return float(np.corrcoef(*ranks)[0, 1].round(12))


def similarity(one: Map, other: Map) -> float:
    """Compare two maps' structure: SSIM of their magnitudes from 0 to 1; NaN where one of them is flat or too small."""
    if _is_flat(one) or _is_flat(other) or min(one.shape) < 11:
        return float("nan")
    from torchmetrics.functional.image import structural_similarity_index_measure

    maps = [torch.from_numpy(np.abs(values) / np.abs(values).max())[None, None] for values in (one, other)]
    return float(structural_similarity_index_measure(maps[0], maps[1], data_range=1.0))  # type: ignore[arg-type]


def owners(recorded: Recording, module: nn.Module) -> list[str]:
    """List the modules whose own parameters the run used, in the order of their last use."""
    named = {id(parameter): name.rpartition(".")[0] for name, parameter in module.named_parameters()}
    found: dict[str, None] = {}
    for index in sorted(recorded.calls):
        call = recorded.calls[index]
        for value in (*call.args, *call.kwargs.values()):
            if isinstance(value, Tensor) and id(value) in named:
                found.pop(named[id(value)], None)
                found[named[id(value)]] = None
    return list(found)


def forget(module: nn.Module) -> None:
    """Draw a module's own weights anew; its children keep theirs."""
    reset = getattr(module, "reset_parameters", None)
    if callable(reset):
        reset()
        return
    for parameter in module.parameters(recurse=False):
        with torch.no_grad():
            spread = float(parameter.std(unbiased=False))
            parameter.normal_(float(parameter.mean()), spread or 1.0)


def _stages(asking: Question, stages: int) -> Iterator[tuple[str, Question]]:
    """Let a copy forget more and more; give each time the last layer that did, and the question put to it."""
    module = copy.deepcopy(asking.model.module)
    model = replace(asking.model, module=module)
    names = owners(record(module, asking.images), module)[::-1]
    if not names:
        raise ConvscopeError(f"{asking.model.spelling} has no weights: there is nothing to forget")
    ends = np.unique(np.linspace(1, len(names), min(stages, len(names))).round().astype(int))
    done = 0
    units = asking.units[0]
    for end in ends:
        for name in names[done:end]:
            forget(module.get_submodule(name))
        done = int(end)
        recorded = record(module, asking.images, target=model.spelling, keep=True)
        layer = recorded.network[asking.layer.name]
        place: Place | None = "map" if units.place is None and len(layer.output_shape) > 2 else units.place
        there = asked(layer, recorded.outputs[layer.index], unit="all" if units.unit is None else units.unit, at=place)
        yield names[done - 1] or "its own", Question(model, asking.fitted, recorded, layer, (there,))


def _is_flat(values: npt.NDArray[np.float64]) -> bool:
    return bool(np.ptp(np.abs(values)) <= FLAT * max(float(np.abs(values).max(initial=0.0)), 1e-300))


def _scaled(values: Map) -> Map:
    most = float(np.abs(values).max(initial=0.0))
    return values / most if most > 0 else values
