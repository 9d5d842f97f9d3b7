"""Steps on integers as C."""

from convscope import load
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.quantised.rewriting import quantised
from convscope.ship.c99.source import source


def test_integers_take_a_quarter_of_flash_and_ram() -> None:
    """LeNet-5: a byte a weight and eight a channel; windows lie where maps are that are not alive."""
    program = folded(lowered(load("lenet5")))
    ranges = {step.output.storage: (0.0, 1.0) for step in program.steps}
    plain, made = source(program, load("lenet5"), "net"), source(quantised(program, ranges), load("lenet5"), "net")
    assert 0.25 < made.flash / plain.flash < 0.26 and 0.25 <= made.ram / plain.ram < 0.26
    assert "conv8(" in made.c and "conv8f(" in made.c and "static void conv(" not in made.c
    assert "int64" not in made.c and "const void *net_weights" in source(
        quantised(program, ranges), load("lenet5"), "net", blob=True
    ).header  # fmt: skip
