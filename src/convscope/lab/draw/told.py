"""What the network answers to a drawing: classes, a number, a painting, a class a pixel, or boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from convscope.draw.class_colours import class_colours
from convscope.errors import ConvscopeError
from convscope.lab.embedded import coarser, png
from convscope.look.shares import shares_of
from convscope.model import Model, answered

if TYPE_CHECKING:
    from convscope.picture import Picture

MOST_BARS = 10
MOST_SHOWN = 512  # pixels a side
Numbers = npt.NDArray[np.floating]


def told(model: Model, fitted: Picture, answer: Any) -> dict[str, Any]:
    """Give ``kind`` and what belongs to it, of an answer to one picture.

    *classes*: rows of index, name, share and score, all where there are ten or fewer, else the ten likeliest; *number*:
    one row; *painting* and *pixels*: a picture; *none*: the shape alone, which has no picture.
    """
    if model.answers == "box":
        return _boxes(model, fitted)
    try:
        scores = answered(answer).detach().float().cpu().numpy()[0]
    except ConvscopeError as error:
        return {"kind": "none", "shape": "", "why": error.problem}
    if scores.ndim == 1 and len(scores) > 1:
        return {"kind": "classes", "count": len(scores), "rows": _rows(model, scores)}
    if scores.size == 1:
        value = float(scores.reshape(-1)[0])
        return {"kind": "number", "count": 1, "rows": [{"index": 0, "name": "", "share": None, "score": value}]}
    if scores.ndim == 3 and len(scores) in (1, 3) and not model.classes and model.answers != "pixel":
        return {"kind": "painting", **_painting(scores)}
    if scores.ndim == 3 and len(scores) > 1:
        return {"kind": "pixels", **_pixels(model, scores)}
    return {"kind": "none", "shape": "×".join(map(str, scores.shape)), "why": ""}


def name_of(model: Model, number: int) -> str:
    """Name a class, by its number where it has no name."""
    return model.classes[number] if number < len(model.classes) else str(number)


def _rows(model: Model, scores: Numbers) -> list[dict[str, Any]]:
    shares = shares_of(torch.from_numpy(scores)[None], several=model.several)[0].numpy()
    order = np.argsort(-shares, kind="stable")[:MOST_BARS] if len(scores) > MOST_BARS else np.arange(len(scores))
    return [
        {"index": int(at), "name": name_of(model, int(at)), "share": float(shares[at]), "score": float(scores[at])}
        for at in order
    ]


def _painting(colours: Numbers) -> dict[str, Any]:
    """Show 0 … 1 as black to white where the numbers lie there, else from the least to the largest."""
    low, high = float(colours.min()), float(colours.max())
    if low >= -0.5 and high <= 1.5:
        low, high = 0.0, 1.0
    shown = np.rint((colours.clip(low, high) - low) * (255 / max(high - low, 1e-12)))
    picture = shown.astype(np.uint8).transpose(1, 2, 0)
    return {"image": png(coarser(picture, MOST_SHOWN)), "low": low, "high": high, "size": list(picture.shape[:2])}


def _pixels(model: Model, scores: Numbers) -> dict[str, Any]:
    """Give each pixel's class in its colour, and each class's share of the picture."""
    labels = scores.argmax(0)
    colours = model.colours or class_colours(len(scores))
    counts = np.bincount(labels.reshape(-1), minlength=len(scores))
    rows = [
        {"index": int(at), "name": name_of(model, int(at)), "share": float(counts[at] / labels.size),
         "score": None, "colour": list(colours[at])}
        for at in np.argsort(-counts, kind="stable")[:MOST_BARS]
        if counts[at]
    ]  # fmt: skip
    picture = np.array(colours, np.uint8)[labels]
    return {"image": png(coarser(picture, MOST_SHOWN)), "rows": rows, "size": list(labels.shape), "count": len(scores)}


def _boxes(model: Model, fitted: Picture) -> dict[str, Any]:
    from convscope.apply.detection import boxes_on
    from convscope.apply.detection.overlay import overlay

    boxes = boxes_on(model, fitted)
    rows = [
        {"index": at, "name": box.name, "share": box.score, "score": None} for at, box in enumerate(boxes[:MOST_BARS])
    ]
    image = png(coarser(overlay(fitted, boxes), MOST_SHOWN))
    return {"kind": "boxes", "image": image, "rows": rows, "size": list(fitted.shape[:2]), "count": len(boxes)}
