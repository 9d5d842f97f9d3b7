"""Steps."""

import numpy as np

from convscope.ship.c99.program import Builder
from convscope.ship.c99.steps import Convolution, Place


def test_a_place_names_layer_operator_and_line() -> None:
    """What is not known is left out."""
    assert str(Place("features.3", "aten.sort", "net.py:12")) == "features.3 (aten.sort), net.py:12"
    assert str(Place("", "aten.sort", "")) == "aten.sort"


def test_channels_of_a_convolution_either_way_round() -> None:
    """Eight in four groups: of a transposed one, what enters comes first."""
    builder = Builder()
    value = builder.new((1, 8, 3, 3))
    weight, bias = np.zeros((8, 2, 3, 3), np.float32), np.zeros(8, np.float32)
    step = Convolution((value,), value, builder.place, weight, bias, ((3, 3), (3, 3)), groups=4)
    assert (step.in_channels, step.out_channels, step.depthwise) == (8, 8, False)
    turned = Convolution((value,), value, builder.place, weight, bias, ((3, 3), (3, 3)), groups=4, transposed=True)
    assert (turned.in_channels, turned.out_channels) == (8, 8)
    alone = Convolution((value,), value, builder.place, weight[:, :1], bias, ((3, 3), (3, 3)), groups=8)
    assert alone.depthwise and alone.kernel == (3, 3)
