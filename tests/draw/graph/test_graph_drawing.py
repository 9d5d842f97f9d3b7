"""A graph as one SVG."""

from xml.etree import ElementTree

from convscope.draw.graph import Entry, Node, graph_drawing

SVG = "{http://www.w3.org/2000/svg}"


def test_title_words_and_all_nodes_are_in_it() -> None:
    """Escaped, on a sheet of white that is as large as it says."""
    nodes = [Node((Entry("a&b", "a&b"),)), Node((Entry("c", "c"), Entry("d", "", ("+ d",))), (0,))]
    root = ElementTree.fromstring(graph_drawing(nodes, title="<title>", words=["w" * 200]).svg)
    assert root.get("aria-label") == "<title>"
    assert [one.get("data-key") for one in root.iter(f"{SVG}g") if one.get("class") == "entry"] == ["a&b", "c", "d"]
    paper = root.find(f"{SVG}rect")
    assert paper is not None
    assert (paper.get("width"), paper.get("fill")) == (root.get("width"), "#ffffff")
    head = [one.text or "" for one in root.findall(f"{SVG}text")]
    assert head[0] == "<title>"
    assert "".join(head[1:]) == "w" * 200
    assert len(head) > 2


def test_the_same_graph_gives_the_same_text() -> None:
    """So that drawings can be compared."""
    nodes = [Node((Entry("a", "a"),))]
    assert graph_drawing(nodes, title="t").svg == graph_drawing(nodes, title="t").svg
