"""From float to integers."""

from convscope import load
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.quantised.rewriting import quantised
from convscope.ship.c99.quantised.steps import Dequantise, Quantise, QuantisedConvolution


def test_a_grid_goes_on_through_what_only_chooses() -> None:
    """A maximum is one of the numbers that enter; the last layer's sums become floats at once."""
    program = folded(lowered(load("lenet5")))
    ranges = {step.output.storage: (-1.0, 1.0 + number) for number, step in enumerate(program.steps)}
    made = quantised(program, ranges)
    assert made.steps[2].output.storage.grid is made.steps[1].output.storage.grid
    assert made.answer.storage.grid is None and isinstance(made.steps[-1], QuantisedConvolution)
    assert len(made.steps) == len(program.steps)


def test_a_layer_in_float_has_conversions_around_it() -> None:
    """The second convolution kept: its maps are converted once before, and once after its pool."""
    program = folded(lowered(load("lenet5")))
    ranges = {step.output.storage: (0.0, 1.0) for step in program.steps}
    steps = quantised(program, ranges, (3,)).steps
    kinds = [type(step).__name__ for step in steps]
    assert [kinds.index("Dequantise"), kinds.index("Quantise")] == [3, 6] and len(kinds) == 10
    assert isinstance(steps[3], Dequantise) and isinstance(steps[6], Quantise)
