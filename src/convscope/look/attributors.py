"""The ways of saying where a network looks, as one map of the picture each, so that they can be tried and compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError, UnknownName
from convscope.look.boxes import PREFIX
from convscope.look.grad_cam import cam_map
from convscope.look.integrated_gradients import integrated
from convscope.look.occlusion import hidden_everywhere, window_of
from convscope.look.projected import Question, projected
from convscope.look.smooth_grad import smoothed

if TYPE_CHECKING:
    from convscope.look.rectifying import Rule
    from convscope.look.units import Place

Map = npt.NDArray[np.float64]  # (height, width) of the picture
SAMPLES, STEPS, NOISE = 15, 20, 0.15


def attribution(name: str, asking: Question) -> Map:
    """Give a way's map of what speaks for (above zero) or matters to what is asked about.

    Those of gradients have the sum over channels of the magnitudes, those that share something out the sum over
    channels. Raises `UnknownName` for a way there is not, and what the way itself raises.
    """
    if name not in ATTRIBUTORS:
        raise UnknownName("way of looking", name, list(ATTRIBUTORS))
    return ATTRIBUTORS[name](asking)


def _cam(asking: Question) -> Map:
    units = asking.units[0]
    if asking.box is None and asking.layer.index not in asking.recorded.network.answers[:1]:
        raise ConvscopeError(f"Grad-CAM asks about the answer, not about {asking.layer.name}", fix="name no layer")
    if asking.box is None:
        at: Place | None = units.place or ("map" if units.unit else None)
        found = cam_map(asking.model, asking.images, unit=units.unit, at=at)
    else:
        found = cam_map(asking.model, asking.images, target=f"{PREFIX}{asking.box.number}")
    height, width = asking.fitted.shape[:2]
    return found.enlarged(height, width).astype(np.float64)


def _by(rule: Rule) -> Callable[[Question], Map]:
    def way(asking: Question) -> Map:
        return np.asarray(np.abs(projected(asking, rule)[0].values_CHW).sum(0))

    return way


def _times_gradient(asking: Question) -> Map:
    entered = asking.images[0].double().cpu().numpy()
    return np.asarray((projected(asking, "gradient")[0].values_CHW * entered).sum(0))


def _smoothed(asking: Question) -> Map:
    return np.asarray(np.abs(smoothed(asking, samples=SAMPLES, noise=NOISE)).sum(0))


def _integrated(asking: Question) -> Map:
    return np.asarray(integrated(asking, steps=STEPS).values.sum(0))


def _occluded(asking: Question) -> Map:
    height, width = asking.fitted.shape[:2]
    return hidden_everywhere(asking, *window_of(height, width, 0, 0)).attribution(height, width)


ATTRIBUTORS: dict[str, Callable[[Question], Map]] = {
    "grad-cam": _cam,
    "gradient": _by("gradient"),
    "guided-backpropagation": _by("guided"),
    "deconvnet": _by("deconvnet"),
    "input-times-gradient": _times_gradient,
    "smooth-grad": _smoothed,
    "integrated-gradients": _integrated,
    "occlusion": _occluded,
}
