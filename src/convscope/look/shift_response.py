"""What becomes of an answer while its picture is moved, pixel by pixel, in all directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from convscope.draw import View, Views
from convscope.errors import ConvscopeError
from convscope.look.features import features
from convscope.look.shares import shares_of
from convscope.look.shown import in_colour
from convscope.look.units import answering, class_of
from convscope.network import trace
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.picture import Picture


def shift_response(
    model: Model,
    picture_HWC: Picture,
    *,
    target: int | str | None = None,
    reach: int = 8,
    progress: Progress | None = None,
) -> Views:
    """Move the picture by up to ``reach`` pixels each way, and show at each shift the class's share and the change.

    The class is ``target``, or the one answered unmoved. The change is ‖f(moved) − f‖ / ‖f‖ of what the last layer
    reads. What comes in at the edges repeats the edge. Convolution is equivariant; pools make an answer less sensitive,
    strides let it flicker (Zhang, arXiv 1904.11486). Translation-sensitivity maps: Kauderer-Abrams, arXiv 1801.01450.

    Raises `ConvscopeError` where the network does not give one number a class, `UnknownName` for a class there is not.
    """
    if not 1 <= reach <= 64:
        raise ConvscopeError(f"reach = {reach} came", fix="give 1 … 64 pixels")
    fitted = model.fit(picture_HWC)
    steps = range(-reach, reach + 1)
    shifted = np.stack([moved(fitted, down, across) for down in steps for across in steps])
    answer = answering(trace(model.module, model.contract.input_shape, target=model.spelling))
    if len(answer.output_shape) not in (1, 2):
        raise ConvscopeError(
            f"{model.spelling} gives {answer.output_shape[1:]} for a picture, not a number a class",
            fix="look at its maps",
        )
    scores, _ = features(model, shifted, layer=answer.name)
    alone = scores.shape[1] == 1  # a number, which is no share of anything
    shares = scores.astype(np.float64) if alone else shares_of(torch.from_numpy(scores), several=model.several).numpy()
    middle, side = len(shifted) // 2, len(steps)
    chosen = int(scores[middle].argmax()) if target is None else class_of(target, model.classes)
    if not 0 <= chosen < scores.shape[1]:
        raise ConvscopeError(f"there is no class {chosen}", fix=f"classes are 0 … {scores.shape[1] - 1}")
    numbers, layer = features(model, shifted, progress=progress)
    change = np.linalg.norm(numbers - numbers[middle], axis=1) / max(float(np.linalg.norm(numbers[middle])), 1e-12)
    name = model.classes[chosen] if len(model.classes) > chosen else f"class {chosen}"
    stays = float((scores.argmax(1) == scores[middle].argmax()).mean())
    told = f"How sure {name} is at every shift, the answer being the same at {stays:.0%} of them."
    captions = (f"{name}, {shares[middle, chosen]:.1%} unmoved",)
    if alone:
        told, captions = "What it answers at every shift.", (f"{shares[middle, chosen]:.4g} unmoved",)
    where = f"Right and down of the middle the picture moves right and down, up to {reach} pixels."
    return Views((
        View(
            np.stack([in_colour(fitted), in_colour(shifted[0]), in_colour(shifted[-1])]), "the picture", "",
            "The picture as it enters, and moved furthest up and left, down and right.", "picture",
            ("unmoved", f"−{reach}, −{reach}", f"+{reach}, +{reach}"), fitted,
        ),
        View(
            shares[:, chosen].reshape(1, side, side), "shift response", "",
            f"{told} {where}", "signed" if shares.min() < 0 else "unsigned", captions, fitted,
            limits=None if alone else (0.0, 1.0),
        ),
        View(
            change.reshape(1, side, side), "shift response", layer,
            f"How far what {layer} hands on goes from the unmoved picture's, as a share of its length. {where}",
            "unsigned", (), fitted,
        ),
    ))  # fmt: skip


def moved(picture_HWC: Picture, down: int, across: int) -> npt.NDArray[np.uint8]:
    """Move a picture by whole pixels; the edge is repeated behind it.

    >>> moved(np.array([[[1], [2], [3]]], np.uint8), 0, 1)[0, :, 0].tolist()
    [1, 1, 2]
    """
    height, width = picture_HWC.shape[:2]
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - across, 0, width - 1)
    found: npt.NDArray[np.uint8] = picture_HWC[rows][:, columns]
    return found
