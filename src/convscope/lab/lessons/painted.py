"""Claim 7 shown: a photograph painted in the style of a drawn picture, by the layers that are chosen."""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import Any

import numpy as np

from convscope.apply.style import Styling, style
from convscope.apply.style.seeing import LAYERS
from convscope.errors import ConvscopeError
from convscope.lab.embedded import coarser, png
from convscope.lab.lessons.figures import DEPTHS
from convscope.lab.lessons.photograph import photograph
from convscope.loading import load
from convscope.model import Model
from convscope.models.pretrained import NAME
from convscope.picture import Picture

SIDE, STEPS, MOST_STRENGTH = 128, 20, 100
_one = threading.Lock()  # one painting at a time: each takes all of a core


def painted(picture_HWC: Picture, depth: str, strength: float) -> dict[str, Any]:
    """Paint a picture at 128 pixels; gives it beside content and style, the loss of each step, and the layers.

    ``depth`` is *first*, the network's first style layer alone, or *all*. Raises `ConvscopeError` where ``pretrained``
    is not installed.
    """
    if depth not in DEPTHS:
        raise ConvscopeError(f"depth={depth[:40]} came", fix=f"say {' or '.join(DEPTHS)}")
    content = coarser(picture_HWC, SIDE)
    model = _model()
    layers = LAYERS[NAME][0][: None if depth == "all" else 1]
    asked = Styling(size=SIDE, steps=STEPS, strength=strength, layers=layers)
    with _one:
        found = style(content, [waves()], asked, features=model)
    return {
        "content": png(content), "style": png(waves()), "painted": png(found.picture),
        "losses": [step.loss for step in found.steps], "layers": list(found.layers), "of": found.content_layer,
        "missed": list(found.steps[-1].style), "before": list(found.steps[0].style),
    }  # fmt: skip


def waves() -> Picture:
    """Draw the style: rings of four colours around two places, as brush strokes go.

    >>> waves().shape
    (128, 128, 3)
    """
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float64)
    near = np.minimum(np.hypot(rows - 30, columns - 40), np.hypot(rows - 100, columns - 95))
    bent = near + 3 * np.sin(columns / 7) + 2 * np.cos(rows / 5)
    colours = np.array([[24, 44, 92], [58, 110, 165], [236, 196, 92], [214, 92, 52]], np.uint8)
    picture: Picture = colours[(bent / 5).astype(int) % len(colours)]
    return picture


def style_left() -> str:
    """Give the share of the style's misfit, over all its layers, that painting a small photograph leaves."""
    return f"{_left():.1f} %"


def style_layers() -> int:
    """Count the layers whose Gram matrices the lesson compares at most."""
    return len(LAYERS[NAME][0])


def style_side() -> int:
    """Give the longer side of what is painted."""
    return SIDE


@lru_cache(1)
def _model() -> Model:
    return load(NAME)


@cache
def _left() -> float:
    small = SIDE // 2
    asked = Styling(size=small, steps=STEPS // 2, layers=LAYERS[NAME][0])
    with _one:
        steps = style(coarser(photograph(), small), [waves()], asked, features=_model()).steps
    return 100 * sum(steps[-1].style) / sum(steps[0].style)
