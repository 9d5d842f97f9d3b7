"""Folding."""

from convscope import load
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered


def test_norms_cuts_and_flattens_cost_no_step() -> None:
    """LeNet-5: the picture, two convolutions and pools, three layers, and nothing else."""
    kinds = [type(step).__name__ for step in folded(lowered(load("lenet5"))).steps]
    assert kinds == ["Scale", "Convolution", "Pool", "Convolution", "Pool", *["Convolution"] * 3]


def test_a_block_with_a_skip_is_three_steps() -> None:
    """ResNet-20: no norm and no ReLU is left by itself."""
    kinds = {type(step).__name__ for step in folded(lowered(load("resnet20"))).steps}
    assert not kinds & {"Affine", "Unary"}
