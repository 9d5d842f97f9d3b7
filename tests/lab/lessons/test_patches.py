"""Claim 16, measured on a photograph."""

import pytest

from convscope.errors import UnknownName
from convscope.lab.lessons.patches import patch_found


def test_only_the_normalised_response_finds_the_patch() -> None:
    """Raw follows brightness and hardly ever does; without the mean it does so sometimes."""
    raw, free, normalised = (float(patch_found(name).split()[0]) for name in ("raw", "meanFree", "normalised"))
    assert raw < 5 < free < 50 and normalised >= 95


def test_an_unknown_response_is_told() -> None:
    """With the nearest that there is."""
    with pytest.raises(UnknownName, match="normalised"):
        patch_found("normalized")
