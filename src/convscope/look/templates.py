"""The templates of a linear classifier: what each class weighs every pixel with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.look.units import answering, check_has_channels, units_first
from convscope.network import evaluating
from convscope.network.recording import Call, record
from convscope.network.tap import until

if TYPE_CHECKING:
    from convscope.model import Model

MOST = 64  # classes that are shown
ALIKE = 1e-4  # share by which two slopes of a linear function may differ, by rounding


def templates(model: Model) -> View:
    """Show each class's template: the class's score is the sum over all pixels of template times pixel, plus a number.

    So is every classifier that is linear in its picture, however many layers it has; to know, the slopes of a sum of
    all answers, each counted by chance, are compared at two pictures. Raises `ConvscopeError` for a network that is
    not, which has no templates.
    """
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(2, *model.contract.input_shape, generator=generator).to(model.device)
    recorded = record(model.module, images[:1], target=model.spelling)
    layer = answering(recorded.network)
    check_has_channels(layer)
    count = int(np.prod(units_first(torch.empty(layer.output_shape, device="meta"), layer).shape[1:]))
    shown = min(count, MOST)
    call = recorded.call(layer.name)
    counted = torch.rand(1, count, generator=generator) + 0.5
    together = [_slopes(model, call, image[None], counted)[0] for image in images]
    size = max(float(np.abs(together[0]).max()), 1e-30)
    if float(np.abs(together[0] - together[1]).max()) > ALIKE * size:
        raise ConvscopeError(
            f"{model.spelling} is not linear in its picture, so it has no templates",
            fix="maximisation paints what a class answers to; the model linear has templates",
        )
    names = model.classes if len(model.classes) == count else tuple(str(number) for number in range(count))
    slopes = _slopes(model, call, images[:1], torch.eye(shown, count))
    return _view(slopes, names[:shown], layer.name, count - shown)


def _slopes(model: Model, call: Call, image_1CHW: Tensor, counted: Tensor) -> npt.NDArray[np.float64]:
    """Give the slopes of weighted sums of the answers, a row of ``counted`` each, by every number that enters."""
    image = image_1CHW.clone().requires_grad_()
    with evaluating(model.module, training=False), torch.enable_grad():
        answers = until(model.module, image, call).flatten()
        if not answers.requires_grad:
            raise ConvscopeError(f"the answers of {model.spelling} do not follow the pixels smoothly")
        found = [
            torch.autograd.grad(answers, image, row.to(answers), retain_graph=True, materialize_grads=True)[0][0]
            for row in counted
        ]
    slopes: npt.NDArray[Any] = torch.stack(found).double().cpu().numpy()
    return slopes


def _view(slopes: npt.NDArray[np.float64], names: tuple[str, ...], layer: str, hidden: int) -> View:
    told = "A class's score is the sum of template times pixel over the picture, plus a number: "
    if slopes.shape[1] == 3:
        reach = float(np.abs(slopes).max()) or 1.0
        colours = slopes.transpose(0, 2, 3, 1) / reach / 2 + 0.5
        told += f"mid-grey is 0, full colour ±{reach:.3g}."
        return View(colours, "templates", layer, told, "picture", names, hidden=hidden)
    told += "orange raises it, blue lowers it."
    if slopes.shape[1] > 1:
        told += f" The sum of its {slopes.shape[1]} channels."
    return View(slopes.sum(1), "templates", layer, told, "signed", names, hidden=hidden)
