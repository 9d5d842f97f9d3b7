"""Claim 16 measured: a patch cut out of a photograph slides over it; is the map highest where it was cut?"""

from __future__ import annotations

from functools import cache

import numpy as np

from convscope.errors import UnknownName

RESPONSES = ("raw", "meanFree", "normalised")
SIDE = 9
TRIALS = 100


def patch_found(response: str) -> str:
    """Say in how many of 100 trials the map's maximum lies where the patch was cut.

    The photograph is scikit-learn's ``china.jpg``, grey, every other pixel; places are drawn with seed 0. Raw is
    Σ w·x; mean-free takes the kernel's mean away; normalised also divides by the lengths of kernel and window.
    """
    if response not in RESPONSES:
        raise UnknownName("response", response, list(RESPONSES))
    return f"{100 * _found()[response] / TRIALS:.3g} %"


@cache
def _found() -> dict[str, int]:
    from sklearn.datasets import load_sample_image

    pixels = load_sample_image("china.jpg")[::2, ::2].mean(-1) / 255
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (SIDE, SIDE)).reshape(-1, SIDE * SIDE)
    places = np.random.default_rng(0).integers(0, len(windows), TRIALS)
    patches = windows[places]
    centred = patches - patches.mean(1, keepdims=True)
    free = windows @ centred.T
    spread = windows.std(1, keepdims=True)
    maps = {"raw": windows @ patches.T, "meanFree": free, "normalised": free / np.maximum(spread, 1e-9)}
    return {name: int((one.argmax(0) == places).sum()) for name, one in maps.items()}
