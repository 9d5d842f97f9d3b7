"""Elements of the drawing."""

from xml.etree import ElementTree

from convscope.draw.graph import Entry, Mark, Node
from convscope.draw.graph.geometry import Box, Edge
from convscope.draw.graph.setting import setting
from convscope.draw.graph.svg import COLOURS, SIGNS, box, curve, edge

PLACE = Box(10, 20, 120, 60)


def drawn(node: Node) -> ElementTree.Element:
    return ElementTree.fromstring(box(node, setting(node, PLACE.width), PLACE))


def test_the_worst_mark_colours_the_outline() -> None:
    """Each mark has its sign, its colour and its text."""
    marks = (Mark("error", "lost"), Mark("hint", "a<b"))
    element = drawn(Node((Entry("a", "a", (), marks),)))
    assert element.find("rect").get("stroke") == COLOURS["error"]  # type: ignore[union-attr]
    found = {one.findtext("title"): one for one in element.iter("g") if "mark" in one.get("class", "")}
    assert set(found) == {"lost", "a<b"}
    assert found["a<b"].findtext("text") == SIGNS["hint"]
    assert found["lost"].find("circle").get("fill") == COLOURS["error"]  # type: ignore[union-attr]


def test_the_bar_is_as_long_as_the_share() -> None:
    """Full is the room of the text; what is below a unit is not drawn."""
    lengths = [
        [float(one.get("width", "")) for one in drawn(Node((Entry("a", "a"),), share=share)).findall("rect")[1:]]
        for share in (1.0, 0.5, 0.001, 0.0)
    ]
    assert lengths == [[102], [51], [], []]


def test_strong_boxes_have_the_darker_outline() -> None:
    """What has parameters can be told from what has none."""
    strokes = [drawn(Node((Entry("a", "a"),), strong=strong)).find("rect").get("stroke") for strong in (True, False)]  # type: ignore[union-attr]
    assert strokes[0] != strokes[1]


def test_a_turn_goes_on_as_the_way_came() -> None:
    """Down before it, it bulges downwards; up before it, upwards."""
    assert curve([(0, 0), (0, 10), (8, 10), (8, 0), (16, 0)]) == "M0 0L0 10C0 30 8 30 8 10L8 0C8 -20 16 -20 16 0"


def test_an_edge_says_what_it_joins() -> None:
    """In its data, and where the pointer rests."""
    nodes = [Node((Entry("<a>", "a"),)), Node((Entry("b", "b"),), (0,))]
    element = ElementTree.fromstring(edge(Edge(0, 1, ((0, 0), (0, 10))), nodes))
    assert (element.get("data-from"), element.get("data-to"), element.findtext("title")) == ("<a>", "b", "<a> → b")
