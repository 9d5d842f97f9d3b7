"""Claim 7 shown: painting by the layers that are chosen."""

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.lab.lessons import painted as module
from convscope.lab.lessons.painted import painted, style_layers, waves

SMALL = np.random.default_rng(0).integers(0, 256, (40, 64, 3), dtype=np.uint8)


def test_the_picture_comes_nearer_to_the_style(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every layer that was compared, and the loss falls; of the first alone there is one."""
    monkeypatch.setattr(module, "STEPS", 6)
    monkeypatch.setattr(module, "SIDE", 32)
    for depth, layers in (("all", style_layers()), ("first", 1)):
        told = painted(SMALL, depth, 1.0)
        assert len(told["layers"]) == layers and told["losses"][-1] < 0.7 * told["losses"][0]
        assert all(after < before for after, before in zip(told["missed"], told["before"], strict=True))
        assert told["painted"].startswith("data:image/png;base64,")


def test_what_is_no_choice_is_told() -> None:
    """The style is always the same picture."""
    assert (waves() == waves()).all()
    with pytest.raises(ConvscopeError, match="depth=deep came; say all or first"):
        painted(SMALL, "deep", 1.0)
