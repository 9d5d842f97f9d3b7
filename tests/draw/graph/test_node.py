"""What a node shows."""

from convscope.draw.graph import Entry, Node


def test_a_node_goes_by_its_first_entry() -> None:
    """Its key is the first one's."""
    assert Node((Entry("conv", "conv"), Entry("relu", ""))).key == "conv"
