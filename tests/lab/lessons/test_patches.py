"""Claim 16, measured on a photograph."""

import base64

import numpy as np
import pytest
import torch

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.lessons.patches import SIDE, patch_found, responses_at


def test_only_the_normalised_response_finds_the_patch() -> None:
    """Raw follows brightness and hardly ever does; without the mean it does so sometimes."""
    raw, free, normalised = (float(patch_found(name).split()[0]) for name in ("raw", "meanFree", "normalised"))
    assert raw < 5 < free < 50 and normalised >= 95


def test_an_unknown_response_is_told() -> None:
    """With the nearest that there is."""
    with pytest.raises(UnknownName, match="normalised"):
        patch_found("normalized")


def test_the_maps_of_a_patch_are_pytorchs() -> None:
    """Raw is its convolution, mean-free that of the kernel without its mean, normalised the cosine; hence at most 1."""
    pixels = np.random.default_rng(0).integers(0, 256, (24, 30, 3), dtype=np.uint8)
    told = responses_at(pixels, (5, 400))
    assert (told["place"], told["down"], told["across"]) == ([5, 21], 16, 22)
    grey = torch.from_numpy(pixels.mean(-1) / 255)[None, None]
    windows = grey.unfold(2, SIDE, 1).unfold(3, SIDE, 1)[0, 0].flatten(2)
    patch = windows[5, 21]
    free = patch - patch.mean()
    wanted = {
        "raw": torch.conv2d(grey, patch.reshape(1, 1, SIDE, SIDE))[0, 0],
        "meanFree": windows @ free,
        "normalised": torch.cosine_similarity(windows - windows.mean(-1, keepdim=True), free, dim=-1),
    }
    for one in told["maps"]:
        values = np.frombuffer(base64.b64decode(one["values"]), "<f4").reshape(16, 22)
        assert values == pytest.approx(wanted[one["response"]].numpy(), abs=1e-4)
        assert one["peak"] == list(np.unravel_index(values.argmax(), values.shape))
    assert told["maps"][2]["found"]
    with pytest.raises(ConvscopeError, match="smaller than 9"):
        responses_at(pixels[:8], (0, 0))
