"""What the network makes of one picture that was opened on the page: classes, a class a pixel, boxes, or a painting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from convscope.draw.class_colours import class_colours
from convscope.errors import ConvscopeError
from convscope.lab.check.values import word
from convscope.lab.embedded import coarser, png

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.model import Model
    from convscope.picture import Picture

MOST_SHOWN = 1024  # pixels a side
TOP, MOST_ROWS = 5, 20
COVERING = 0.6  # of a label's colour over the picture
FILE = "photo.jpg"  # what the drawer calls the picture


def applied(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give what was found in an upload, with the picture before and after.

    ``kind`` is *classes*, *pixels*, *boxes* or *painting*; ``rows`` are names with their shares; of classes there is no
    before. Raises
    `ConvscopeError` for a network that takes no picture or answers with something else.
    """
    from convscope.apply.style.stylenet import StyleNet

    if not opened.takes_pictures:
        raise ConvscopeError(f"{opened.spelling} takes no picture", fix="open the lab with a network of pictures")
    model: Model = opened.model  # type: ignore[assignment]
    picture = opened.pictures.get(word(values, "picture"))
    if model.answers == "box":
        return _boxes(opened, model, picture)
    fitted = model.fit(picture)
    scores = model.scores(fitted[None])[0]
    if isinstance(model.module, StyleNet):
        return _painting(opened, fitted, scores)
    if scores.ndim == 3 and len(scores) > 1:
        return _pixels(opened, model, fitted, scores)
    if scores.ndim == 1 and len(scores) > 1:
        return _classes(opened, model, fitted, scores)
    told = "×".join(map(str, scores.shape))
    raise ConvscopeError(f"{opened.spelling} answers with {told} numbers, no classes", fix="look at it on page Check")


def _classes(opened: Opened, model: Model, fitted: Picture, scores: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Give the likeliest classes, and the picture as it enters: cropped, there is no before and after of one place."""
    from convscope.apply.pictures.confidence import shares
    from convscope.verbs.predict import Predict

    found = shares(scores[None])[0]
    best = np.argsort(-found, kind="stable")[:TOP]
    rows = [{"name": _name(model, int(number)), "share": float(found[number])} for number in best]
    verb = Predict(model=opened.spelling, pictures=(FILE,), **opened.said)
    return {"kind": "classes", "before": "", "after": _shown(fitted), "rows": rows, **_same(verb)}


def _pixels(opened: Opened, model: Model, fitted: Picture, scores: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Give labels over the picture, at the network's size, and the share of each class."""
    from convscope.verbs.segment import Segment

    labels = scores.argmax(0)
    if labels.shape != fitted.shape[:2]:  # a coarse map of scores: each stands for a square
        kind = Image.Resampling.NEAREST
        scaled = Image.fromarray(labels.astype(np.int32)).resize((fitted.shape[1], fitted.shape[0]), kind)
        labels = np.asarray(scaled)
    colours = model.colours or class_colours(len(scores))
    seen = _three(fitted).astype(np.float64)
    over = np.array(colours, np.float64)[labels]
    after = np.rint((1 - COVERING) * seen + COVERING * over).astype(np.uint8)
    counts = np.bincount(labels.reshape(-1), minlength=len(scores))
    rows = [
        {"name": _name(model, int(number)), "share": float(counts[number] / labels.size), "colour": colours[number]}
        for number in np.argsort(-counts, kind="stable")
        if counts[number]
    ]
    verb = Segment(model=opened.spelling, scene=FILE, **opened.said)
    return {"kind": "pixels", "before": _shown(fitted), "after": _shown(after), "rows": rows[:MOST_ROWS], **_same(verb)}


def _boxes(opened: Opened, model: Model, picture: Picture) -> dict[str, Any]:
    from convscope.apply.detection import boxes_on
    from convscope.apply.detection.overlay import overlay
    from convscope.verbs.detect import Detect

    boxes = boxes_on(model, picture)
    rows = [{"name": box.name, "share": box.score} for box in boxes[:MOST_ROWS]]
    verb = Detect(model=opened.spelling, pictures=(FILE,), **opened.said)
    after = overlay(picture, boxes)
    return {"kind": "boxes", "before": _shown(picture), "after": _shown(after), "rows": rows, **_same(verb)}


def _painting(opened: Opened, fitted: Picture, scores: np.ndarray[Any, Any]) -> dict[str, Any]:
    from convscope.verbs.style import Style

    painted = np.rint(scores.clip(0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
    verb = Style(content=FILE, styles=(opened.spelling,))
    return {"kind": "painting", "before": _shown(fitted), "after": _shown(painted), "rows": [], **_same(verb)}


def _same(verb: Any) -> dict[str, Any]:
    return {"same": {"command": verb.command(), "python": verb.python()}}


def _name(model: Model, number: int) -> str:
    return model.classes[number] if number < len(model.classes) else str(number)


def _three(picture: Picture) -> Picture:
    """Give its first three bands, or its only one three times."""
    return np.ascontiguousarray(picture[..., :3] if picture.shape[2] >= 3 else np.repeat(picture[..., :1], 3, axis=2))


def _shown(picture: Picture) -> str:
    return png(coarser(_three(picture), MOST_SHOWN))
