"""How many layers of a network in a line leave pixels unread."""

from convscope.lab.lessons.losing import losing_layers


def test_alexnet_loses_in_three_layers_at_224_and_in_none_at_227() -> None:
    """At 195, too, nothing goes unread: the strides multiply to 32."""
    alexnet = "conv 96 11/4, max 3/2, conv 256 5+2 g2, max 3/2, conv 384 3+1, conv 384 3+1 g2, conv 256 3+1 g2, max 3/2"
    assert [losing_layers(alexnet, 3, size) for size in (195, 224, 227, 259)] == [0, 4, 0, 0]
