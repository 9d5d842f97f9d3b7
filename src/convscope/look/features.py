"""What a layer makes of many pictures: a row of numbers each, in flat memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from convscope.errors import ConvscopeError
from convscope.look.units import answering, check_has_channels, units_first
from convscope.network import evaluating
from convscope.network.recording import Recording, record
from convscope.network.tap import until
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.network import Layer

Rows = npt.NDArray[np.float32]
BATCH = 64
MOST_NUMBERS = 4096  # of a picture; beyond that a map's mean over its places stands for the map


def features(
    model: Model, pictures_NHWC: npt.NDArray[np.uint8], *, layer: str | None = None, progress: Progress | None = None
) -> tuple[Rows, str]:
    """Give each picture's numbers in a layer, (N, numbers), and the layer's name.

    Without ``layer`` it is what the answering layer reads: what the network knows before it decides. Of a layer of more
    than 4,096 numbers each map's mean is taken. Raises `UnknownName` for a layer there is not.
    """
    if not len(pictures_NHWC):
        raise ConvscopeError("no pictures came", fix="give at least one")
    recorded = record(model.module, model.enter(pictures_NHWC[:1]), target=model.spelling)
    found = _before_the_answer(recorded) if layer is None else recorded.network.last_of(layer)
    check_has_channels(found)
    call, rows = recorded.call(found.name), []
    with evaluating(model.module, training=False), torch.inference_mode():
        for start in range(0, len(pictures_NHWC), BATCH):
            maps = units_first(until(model.module, model.enter(pictures_NHWC[start : start + BATCH]), call), found)
            flat = maps.float().flatten(1)
            if flat.shape[1] > MOST_NUMBERS and maps.dim() > 2:
                flat = maps.float().flatten(2).mean(2)
            rows.append(flat.cpu().numpy())
            if progress is not None:
                progress(min(start + BATCH, len(pictures_NHWC)), len(pictures_NHWC))
    numbers = np.concatenate(rows)
    if not np.isfinite(numbers).all():
        raise ConvscopeError(f"the numbers of {found.name} are not finite", fix="are these the right weights?")
    return numbers, found.name


def _before_the_answer(recorded: Recording) -> Layer:
    """Find the layer that the answering one reads; itself where that is the picture."""
    layer = answering(recorded.network)
    inputs = [index for index in layer.inputs if index >= 0 and index in recorded.calls]
    return recorded.network.layers[inputs[0]] if inputs else layer
