"""What was opened."""

import convscope as cs
from convscope.lab import Opened


def test_it_holds_the_model_as_loaded() -> None:
    """And its spelling, for the command that does the same."""
    opened = Opened("lenet5", cs.load("lenet5"))
    assert opened.model.contract.input_shape == (1, 32, 32) and opened.picture is None
