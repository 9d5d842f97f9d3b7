"""A program under construction."""

from convscope.ship.c99.program import Builder, Program
from convscope.ship.c99.steps import Copy
from convscope.ship.c99.values import row_major


def test_what_lies_right_is_not_copied() -> None:
    """Pixel by pixel it is already; in PyTorch's order it has to be copied, and the copy is read and written once."""
    builder = Builder()
    value = builder.new((1, 3, 4, 5))
    assert builder.pixelwise(value) is value and not builder.steps
    flat = builder.flat(value)
    assert flat.strides == row_major(value.shape) and [type(step) for step in builder.steps] == [Copy]
    program = Program(tuple(builder.steps), flat)
    assert program.readers() == {value.storage: [0], flat.storage: [1]} and program.writers() == {flat.storage: [0]}
    assert program.with_steps([None]).steps == ()
