"""The picture that a unit answers most to, painted from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.look.cut_short import CutShort
from convscope.look.painted import Painting, jittered, roughness
from convscope.look.units import Units, answering, asked, check_has_channels, class_of, units_first
from convscope.network import evaluating
from convscope.network.recording import Call, record
from convscope.network.tap import until
from convscope.picture.workers import Progress
from convscope.training.interrupts import interrupts

if TYPE_CHECKING:
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.network import Layer, Network

MOST = 12  # units that are painted, if none is named
RATE = 0.02
STARTS, NOISIER = 4, 5.0  # tries, and how much stronger the noise of each next one is
SMOOTH = 5.0  # how much roughness weighs
CONTRAST = 1.2  # two thirds of the pixels lie between 0.23 and 0.77, as in photographs
SQUASHING = ("relu", "relu6", "leaky_relu", "softmax", "log_softmax", "sigmoid", "clamp", "threshold")


def maximisation(
    model: Model, *, layer: str | None = None, unit: Unit | None = None, at: Place | None = None,
    target: int | str | None = None, steps: int = 128, progress: Progress | None = None,
) -> View:  # fmt: skip
    """Paint pictures that excite units most: Olah, Mordvintsev and Schubert, Feature Visualization, Distill 2017.

    A picture is held as waves and climbs the mean of a unit's map, or its number ``at`` a place, by Adam; at each step
    it is moved, turned and scaled a little, and kept smooth: its total variation, times as much as it answers, is taken
    off (Mahendran and Vedaldi, arXiv 1412.0035). Without ``unit`` the first twelve of the layer are painted, without a
    layer the classes, or ``target``. Where a layer's output is rectified or squashed, what goes in is climbed: the
    order is the same, and there is a slope everywhere. ``progress`` is told (steps done, in all).

    Raises `UnknownName` for a layer or class there is not, `ConvscopeError` for a unit or place there is not, or
    numbers that no pixel moves, and `CutShort`, with the view so far, on Ctrl-C.
    """
    if steps < 1:
        raise ConvscopeError(f"steps = {steps} came", fix="give at least 1; a few hundred paint more")
    generator = torch.Generator().manual_seed(torch.initial_seed() % 2**63)
    first = Painting(model.contract, 1, device=model.device, generator=generator)
    with torch.no_grad():
        recorded = record(model.module, first.images(), target=model.spelling, keep=True)
    network = recorded.network
    found = answering(network) if layer is None else network.last_of(layer)
    check_has_channels(found)
    if target is not None:
        if layer is not None or unit is not None:
            raise ConvscopeError("a class came with a layer or a unit", fix="ask about a class, or a unit of a layer")
        unit = class_of(target, model.classes)
    climbed = _climbed(network, found)
    output = recorded.outputs[found.index]
    count = units_first(output, found).shape[1]
    names = model.classes if found.index in network.answers else ()
    whole = at is None
    numbers: Sequence[Unit] = range(min(count, MOST)) if unit is None else [unit]
    units = [
        asked(climbed, recorded.outputs[climbed.index], unit=number, at="map" if whole else at) for number in numbers
    ]
    painting = Painting(model.contract, len(units), device=model.device, generator=generator, contrast=CONTRAST)
    done = _paint(model, recorded.call(climbed.name), units, painting, steps, generator, progress)
    told = [_named(number, names) for number in numbers]
    view = _view(model, painting, units, recorded.call(climbed.name), told, found.name, count - len(units), done)
    if done < steps:
        raise CutShort(f"stopped after {done} of {steps} steps; the pictures so far are kept", (view,))
    return view


def _climbed(network: Network, layer: Layer) -> Layer:
    """Find what is climbed for a layer: where it rectifies or squashes, what goes in."""
    while layer.operator.rstrip("_") in SQUASHING and len(layer.inputs) == 1 and layer.inputs[0] >= 0:
        before = network.layers[layer.inputs[0]]
        if before.output_shape != layer.output_shape:
            break
        layer = before
    return layer


def _paint(
    model: Model, call: Call, units: Sequence[Units], painting: Painting, steps: int, generator: torch.Generator,
    progress: Progress | None,
) -> int:  # fmt: skip
    """Climb; give the steps that were taken before Ctrl-C."""
    optimizer = torch.optim.Adam([painting.waves], lr=RATE)
    reach = min(model.contract.height, model.contract.width) / 16
    with interrupts() as heard, evaluating(model.module, training=False), torch.enable_grad():
        _begin(model, call, units, painting)
        for step in range(steps):
            images = jittered(painting.images(), pixels=reach, generator=generator)
            values = _values(until(model.module, images, call), units)
            rough = SMOOTH * roughness(painting.pixels()) * values.detach().abs().clamp(min=1.0)
            (slope,) = torch.autograd.grad((rough - values).sum(), painting.waves)
            if not bool(slope.isfinite().all()):
                raise ConvscopeError(f"{units[0].told} has no finite slope", fix="choose another layer")
            painting.waves.grad = slope
            optimizer.step()
            if progress is not None:
                progress(step + 1, steps)
            if heard.asked:
                heard.asked = False
                return step + 1
    return steps


def _begin(model: Model, call: Call, units: Sequence[Units], painting: Painting) -> None:
    """Let the first pictures be noisier where every ReLU is off on grey, so that there is a slope to climb."""
    for _ in range(STARTS):
        images = painting.images()
        if _moved(_values(until(model.module, images, call), units), images):
            return
        with torch.no_grad():
            painting.waves.mul_(NOISIER)
    raise ConvscopeError(f"no pixel moves {units[0].told}", fix="choose another layer")


def _moved(values: Tensor, images: Tensor) -> bool:
    """Whether the numbers follow the pixels at all."""
    if not values.requires_grad:
        return False
    (slope,) = torch.autograd.grad(values.sum(), images, retain_graph=True, allow_unused=True)
    return slope is not None and bool(slope.any())


def _values(output: Tensor, units: Sequence[Units]) -> Tensor:
    """Give each picture's own unit: the mean of the numbers asked about."""
    return torch.stack([one.of(output[number : number + 1]).mean() for number, one in enumerate(units)])


def _named(unit: Unit, names: Sequence[str]) -> str:
    return "all units" if unit == "all" else names[unit] if len(names) > unit else f"{unit}"


def _view(
    model: Model, painting: Painting, units: Sequence[Units], call: Call, told: Sequence[str], layer: str, hidden: int,
    done: int,
) -> View:  # fmt: skip
    with torch.no_grad(), evaluating(model.module, training=False):
        reached = _values(until(model.module, painting.images(), call), units)
        pixels: npt.NDArray[Any] = painting.pixels().permute(0, 2, 3, 1).double().cpu().numpy()
    where = "" if units[0].place is None else f" at {', '.join(map(str, units[0].place))}"
    captions = tuple(f"{name}{where}: {float(value):.3g}" for name, value in zip(told, reached, strict=True))
    sentence = (
        f"Painted from grey noise in {done} steps, each to excite one unit of {layer} most; above, what it reaches. It "
        "is what the unit answers to, not a picture that the network has seen."
    )
    channels = pixels.shape[3]
    if channels not in (1, 3):
        sentence += (
            f" Of {channels} channels each is a tile." if len(units) == 1 else f" The mean of {channels} channels."
        )
        if len(units) == 1:
            captions = tuple(f"{captions[0]}, channel {number}" for number in range(channels))
            return View(pixels[0].transpose(2, 0, 1), "maximisation", layer, sentence, "picture", captions)
    array = pixels if channels == 3 else pixels.mean(3)
    return View(np.asarray(array), "maximisation", layer, sentence, "picture", captions, hidden=max(0, hidden))
