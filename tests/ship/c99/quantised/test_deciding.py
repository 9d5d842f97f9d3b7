"""Which steps are in integers."""

import numpy as np
from torch import nn

from convscope import load
from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.quantised.deciding import in_integers, unable, weighted


def test_what_follows_a_layer_in_float_is_too_until_the_next_with_weights() -> None:
    """LeNet-5, its first convolution kept: the picture, that and its pool are in float, the rest is not."""
    program = folded(lowered(load("lenet5")))
    ranges = {step.output.storage: (0.0, 1.0) for step in program.steps}
    assert weighted(program) == (1, 3, 5, 6, 7)
    assert in_integers(program, (), ranges) == set(range(8))
    assert in_integers(program, (1,), ranges) == {3, 4, 5, 6, 7}
    assert not in_integers(program, weighted(program), ranges)
    storage = program.steps[3].output.storage
    assert 3 not in in_integers(program, (), {**ranges, storage: (0.0, np.inf)}), "no grid reaches as far"


def test_what_has_no_kernel_is_named() -> None:
    """By its layer and operator."""
    module = nn.Sequential(nn.Conv2d(1, 2, 1), nn.Softmax(1), nn.ConvTranspose2d(2, 2, 2))
    program = folded(lowered(Model(module.eval(), InputContract(1, 4, 4), (), "net")))
    assert unable(program) == ("1 (aten.softmax)", "2 (aten.conv_transpose2d)")
