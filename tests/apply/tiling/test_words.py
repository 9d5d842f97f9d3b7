"""Why not, in words."""

from torch import nn

from convscope.apply.tiling.words import CannotTile
from convscope.network import trace


def test_a_layer_and_its_place_are_named() -> None:
    """The sentence, the way out, and the layer for those who mark it."""
    layer = trace(nn.GroupNorm(1, 3), (3, 8, 8)).layers[0]
    error = CannotTile("whole", layer)
    assert error.layer == layer.name
    assert "(group_norm" in error.problem
    assert "not exact" in error.fix
    assert CannotTile("inputs", inputs=2).layer == ""
