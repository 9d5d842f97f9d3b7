"""What claims say of whole networks."""

import pytest

from convscope.errors import UnknownName
from convscope.lab.lessons.layered import answer, field, order, sum_differs, takes


def test_layers_are_named_in_their_order_and_read_ever_more() -> None:
    """Equal ones on end once; the field as the table has it."""
    assert order("lenet5") == "conv pool conv pool linear" and answer("lenet5") == "10"
    assert [field("lenet5", layer) for layer in ("conv1", "pool1", "conv2", "pool2")] == [5, 6, 14, 16]
    assert takes("allconv", 48, 80) == 1 and takes("lenet5", 48, 80) == 0


def test_names_that_are_none_are_told() -> None:
    """Of a network, and of a layer that is no convolution."""
    with pytest.raises(UnknownName, match="network"):
        order("none")
    with pytest.raises(UnknownName, match="convolution 'fc1' is not known; did you mean"):
        sum_differs("fc1")
