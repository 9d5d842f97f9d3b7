"""Claim 16 measured: a patch cut out of a photograph slides over it; is the map highest where it was cut?"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.embedded import png
from convscope.lab.lessons.photograph import photograph
from convscope.picture import Picture
from convscope.saying import Words

RESPONSES = ("raw", "meanFree", "normalised")
SIDE = 9
TRIALS = 100
MOST_LONG = 320  # pixels along the longer side: of a larger picture every second one is taken, or every third, …
WORDS = Words(small_picture="the picture is smaller than {side} × {side}", fix_small_picture="open a larger one")
Numbers = npt.NDArray[np.float64]


def patch_found(response: str) -> str:
    """Say in how many of 100 trials the map's maximum lies where the patch was cut.

    The photograph is scikit-learn's ``china.jpg``, grey, every other pixel; places are drawn with seed 0. Raw is
    Σ w·x; mean-free takes the kernel's mean away; normalised also divides by the lengths of kernel and window.
    """
    if response not in RESPONSES:
        raise UnknownName("response", response, list(RESPONSES))
    return f"{100 * _found()[response] / TRIALS:.3g} %"


def patch_side() -> int:
    """Count the pixels along a side of a patch."""
    return SIDE


def patch_trials() -> int:
    """Count the patches that `patch_found` cuts."""
    return TRIALS


def responses_at(picture_HWC: Picture, place: Sequence[int]) -> dict[str, Any]:
    """Cut the patch whose upper left corner is at ``place``, slide it over the picture, and give the three maps.

    The picture is ``png``, grey, ``height`` × ``width``; each map has its ``peak`` (row, column) and whether that is
    where the patch was cut, ``found``; ``values`` are float32, row by row, in base 64.
    """
    pixels = _grey(picture_HWC)
    windows = _windows(pixels)
    down, across = pixels.shape[0] - SIDE + 1, pixels.shape[1] - SIDE + 1
    if down < 1 or across < 1:
        raise ConvscopeError(WORDS.say("small_picture", side=SIDE), fix=WORDS.say("fix_small_picture"))
    row, column = min(place[0], down - 1), min(place[1], across - 1)
    own = row * across + column
    told = []
    for name, values in _maps(windows, windows[[own]]).items():
        one = values[:, 0]
        peak = int(one.argmax())
        sent = base64.b64encode(one.astype("<f4").tobytes()).decode("ascii")
        told.append({"response": name, "peak": list(divmod(peak, across)), "found": peak == own, "values": sent})
    shown = png(np.round(255 * pixels).astype(np.uint8)[..., None])
    size = {"height": pixels.shape[0], "width": pixels.shape[1], "down": down, "across": across}
    return {**size, "side": SIDE, "place": [row, column], "png": shown, "maps": told}


def _grey(picture_HWC: Picture) -> Numbers:
    step = -(-max(picture_HWC.shape[:2]) // MOST_LONG)
    return np.asarray(picture_HWC[::step, ::step].mean(-1) / 255, dtype=np.float64)


def _windows(pixels: Numbers) -> Numbers:
    if min(pixels.shape) < SIDE:
        return np.empty((0, SIDE * SIDE))
    return np.lib.stride_tricks.sliding_window_view(pixels, (SIDE, SIDE)).reshape(-1, SIDE * SIDE)


def _maps(windows: Numbers, patches: Numbers) -> dict[str, Numbers]:
    """Give each response's values, (windows, patches)."""
    free = windows @ (patches - patches.mean(1, keepdims=True)).T
    spread = np.maximum(windows.std(1, keepdims=True), 1e-9)
    length = SIDE * SIDE * np.maximum(patches.std(1), 1e-9)
    return {"raw": windows @ patches.T, "meanFree": free, "normalised": free / spread / length}


@cache
def _found() -> dict[str, int]:
    windows = _windows(_grey(photograph()))
    places = np.random.default_rng(0).integers(0, len(windows), TRIALS)
    maps = _maps(windows, windows[places])
    return {name: int((one.argmax(0) == places).sum()) for name, one in maps.items()}
