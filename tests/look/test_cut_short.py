"""A look that was stopped."""

import numpy as np

from convscope.draw import View
from convscope.look.cut_short import CutShort


def test_it_is_an_interrupt_that_brings_what_there_is() -> None:
    """So that whoever does not know it still stops."""
    view = View(np.zeros((1, 2, 2)), "maximisation", "conv1", "Half done.", "picture")
    stopped = CutShort("stopped after 3 steps", (view,))
    assert isinstance(stopped, KeyboardInterrupt) and str(stopped) == "stopped after 3 steps"
    assert stopped.views == (view,)
