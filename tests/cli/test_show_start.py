"""Starting from weights, in a terminal."""

from convscope.cli.show import on_the_way
from convscope.training.events import HeadTrained


def test_the_last_layer_is_named() -> None:
    """And whether it is a new one."""
    (told,) = on_the_way(HeadTrained("fc", True, 20, 1200, 0.875, 3.21))
    assert told == (
        "   the last layer, fc, new, alone, on features of 1,200 pictures computed once: validation 87.50%, 3.2 s"
    )
    assert "fc, alone" in on_the_way(HeadTrained("fc", False, 20, 1200, 0.875, 3.21))[0]
