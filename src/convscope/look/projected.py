"""From numbers of a layer back to pixels: one signal a unit, sent backward through the network by a rule for ReLUs.

Backward, a convolution is the transposed convolution with its own kernels, strides included; a max pool puts the signal
at the switch, the place whose number won in this very picture; a mean pool spreads it evenly; batch norm in evaluation
mode multiplies by γ/√(σ² + ε); a sum hands it to both of its terms, so that skips are followed. Biases send nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.look.rectifying import Rectifying, Rule
from convscope.look.units import Place, Unit, Units, answering, asked, class_of, strongest
from convscope.network.recording import Recording, record
from convscope.network.tap import until

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.picture import Picture

SHOWN = 12  # units of a layer that are shown, if none is named


@dataclass(frozen=True)
class Question:
    """A model on one picture, and the units of one layer that are asked about.

    ``recorded`` is the watched run on ``images``, (1, C, H, W), what entered the network; ``fitted`` the picture at its
    size.
    """

    model: Model
    fitted: Picture
    recorded: Recording
    layer: Layer
    units: tuple[Units, ...]

    @property
    def images(self) -> Tensor:
        """What entered the network."""
        return self.recorded.images


@dataclass(frozen=True)
class Signal:
    """What came back to the pixels from one unit: (C, H, W), and the unit's own number."""

    units: Units
    values_CHW: npt.NDArray[np.float64]
    activation: float


def question(
    model: Model, picture_HWC: Picture, layer: str | None = None, unit: Unit | None = None, at: Place | None = None,
    target: int | str | None = None, *, alone: bool = False,
) -> Question:  # fmt: skip
    """Find what is asked about: units of ``layer``, of the answer where that is None; ``target`` is then a class.

    Without a unit these are the strongest twelve of a layer, each at its strongest place, or the best class; with
    ``alone`` the strongest one. Raises
    `UnknownName` for a layer or a class there is not, `ConvscopeError` for a unit or a place there is not.
    """
    fitted = model.fit(picture_HWC)
    recorded = record(model.module, model.enter(fitted[None]), target=model.spelling, keep=True)
    if target is not None:
        if layer is not None or unit is not None:
            came = "a layer" if layer is not None else "a unit"
            raise ConvscopeError(f"a class and {came} came", fix="ask about a class, or about a unit of a layer")
        unit = class_of(target, model.classes)
    found = answering(recorded.network) if layer is None else recorded.network[layer]
    output = recorded.outputs[found.index]
    names = model.classes if found.index in recorded.network.answers else ()
    if unit is None and at is None and layer is not None and not alone:
        units = strongest(found, output, count=SHOWN, names=names)
    else:
        units = [asked(found, output, unit=unit, at=at, names=names)]
    return Question(model, fitted, recorded, found, tuple(units))


def projected(asking: Question, rule: Rule) -> list[Signal]:
    """Send each unit's signal back to the pixels. *deconvnet* starts from the activations themselves, others from 1.

    Raises `ConvscopeError` where the layer's numbers do not depend smoothly on the pixels, as where they are whole
    numbers or were rounded.
    """
    images = asking.images.detach().clone().requires_grad_()
    call = asking.recorded.call(asking.layer.name)
    with torch.enable_grad(), Rectifying(rule):
        output = until(asking.model.module, images, call)
    if not output.requires_grad:
        raise ConvscopeError(
            f"nothing comes back from {asking.layer.name}: its numbers do not follow the pixels smoothly",
            fix="choose an earlier layer",
        )
    found = []
    for number, units in enumerate(asking.units):
        chosen = units.of(output)
        start = chosen.detach() if rule == "deconvnet" else torch.ones_like(chosen)
        more = number + 1 < len(asking.units)
        (signal,) = torch.autograd.grad(chosen, images, start, retain_graph=more, allow_unused=True)
        if signal is None:
            raise ConvscopeError(f"no pixel reaches {units.told} but by its size", fix="choose a later layer")
        values: npt.NDArray[Any] = signal[0].double().cpu().numpy()
        found.append(Signal(units, values, float(chosen.detach().sum())))
    return found


def sequence(signals: Sequence[Signal]) -> str:
    """Say which units these are."""
    if len(signals) == 1:
        return signals[0].units.told
    return f"the {len(signals)} strongest units of {signals[0].units.layer.name}, each where it is strongest"
