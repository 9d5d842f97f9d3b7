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
from convscope.look.boxes import Box, box_of, detections, refuse_box
from convscope.look.rectifying import Rectifying, Rule
from convscope.look.units import Place, Unit, Units, answering, asked, class_of, strongest
from convscope.models.detectors import label_names
from convscope.network.fake import evaluating
from convscope.network.recording import Recording, record
from convscope.network.tap import until

if TYPE_CHECKING:
    from convscope.look.shown import Span
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.picture import Picture

SHOWN = 12  # units of a layer that are shown, if none is named


@dataclass(frozen=True)
class Question:
    """A model on one picture, and the units of one layer that are asked about.

    ``recorded`` is the watched run on ``images``, (1, C, H, W), what entered the network; ``fitted`` the picture at its
    size. Of a detector it is ``box`` that is asked about; ``units`` then only name it.
    """

    model: Model
    fitted: Picture
    recorded: Recording
    layer: Layer
    units: tuple[Units, ...]
    box: Box | None = None

    @property
    def images(self) -> Tensor:
        """What entered the network."""
        return self.recorded.images

    @property
    def spans(self) -> tuple[Span, Span] | None:
        """Rows and columns of the box that is asked about."""
        return None if self.box is None else self.box.spans

    @property
    def unfound(self) -> str:
        """Say what a box counts on pictures where it is not found."""
        return "" if self.box is None else " Where a changed picture has no such box, its score counts as 0."

    def reach(self, images_NCHW: Tensor) -> Any:
        """Run pictures as far as what is asked about: give the layer's output; of a detector, its whole answer."""
        if self.box is None:
            return until(self.model.module, images_NCHW, self.recorded.call(self.layer.name))
        with evaluating(self.model.module, training=False):
            return self.model.module(images_NCHW)

    def numbers(self, output: Any, units: Units | None = None) -> Tensor:
        """Give what is asked about of what `reach` gave, (N, numbers): of ``units``, by default the first."""
        return (units or self.units[0]).of(output) if self.box is None else self.box.of(output)

    def scores(self, images_NCHW: Tensor) -> Tensor:
        """Answer pictures that entered: one number each, (N,)."""
        return self.numbers(self.reach(images_NCHW)).sum(1)


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
    ``alone`` the strongest one. Of a detector it is a box: the surest, of a class, or *box:2*. Raises `UnknownName` for
    a layer or a class there is not, `ConvscopeError` for a unit, a place or a box there is not.
    """
    fitted = model.fit(picture_HWC)
    recorded = record(model.module, model.enter(fitted[None]), target=model.spelling, keep=True)
    if target is not None and (layer is not None or unit is not None):
        came = "a layer" if layer is not None else "a unit"
        raise ConvscopeError(f"a class and {came} came", fix="ask about a class, or about a unit of a layer")
    if layer is None and detections(recorded.answer) is not None:
        return _of_box(model, fitted, recorded, unit, at, target)
    if target is not None:
        refuse_box(target, model.spelling)
        unit = class_of(target, model.classes)
    found = answering(recorded.network) if layer is None else recorded.network.last_of(layer)
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
    with torch.enable_grad(), Rectifying(rule):
        output = asking.reach(images)
        asked_for = [asking.numbers(output, units) for units in asking.units]
    if not asked_for[0].requires_grad:
        raise ConvscopeError(
            f"nothing comes back from {asking.layer.name}: its numbers do not follow the pixels smoothly",
            fix="choose an earlier layer",
        )
    found = []
    for number, (units, chosen) in enumerate(zip(asking.units, asked_for, strict=True)):
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


def _of_box(
    model: Model, fitted: Picture, recorded: Recording, unit: Unit | None, at: Place | None, target: int | str | None
) -> Question:
    """Ask about a box of a detector's answer."""
    if unit is not None or at is not None:
        came = "a unit" if unit is not None else "a place"
        raise ConvscopeError(
            f"{came} came, and {model.spelling} answers with boxes",
            fix="ask about box:0 or a class, or about a unit of a layer",
        )
    box = box_of(recorded.answer, target, names=label_names(model.module, model.classes), of=model.spelling)
    scores = (detections(recorded.answer) or [{}])[0]["scores"]
    answers = [recorded.network.layers[index] for index in recorded.network.answers]
    made = [one for one in answers if recorded.outputs[one.index].equal(scores)]
    layer = made[0] if made else answering(recorded.network)
    return Question(model, fitted, recorded, layer, (Units(layer, None, None, box.told),), box)
