"""The graph as places."""

from itertools import pairwise

import pytest

from convscope.lab import Opened
from convscope.lab.check import traced
from convscope.lab.check.graph import graph
from convscope.lab.check.values import Asked
from convscope.models import build
from convscope.network import trace


def test_every_layer_stands_in_one_box_and_the_skip_is_a_way(skips: Opened) -> None:
    """Two ways past the branch: three leave the first box."""
    network = traced.report(skips, Asked((16, 16))).network
    found = graph(network)
    assert sorted(at for node in found["nodes"] for at in node["layers"]) == list(range(len(network)))
    home = {network.layers[at].name: place for place, node in enumerate(found["nodes"]) for at in node["layers"]}
    assert sum(way["from"] == home["relu"] for way in found["edges"]) == 3


@pytest.mark.parametrize("name", ["torchvision:resnet18", "torchvision:googlenet"])
def test_boxes_lie_apart_in_one_column_to_scroll(name: str) -> None:
    """None over another, none outside the sheet, each below what it takes from."""
    found = graph(trace(build(name).module, (3, 64, 64)))
    nodes = found["nodes"]
    for one in nodes:
        assert one["left"] >= 0 and one["left"] + one["width"] <= found["width"] + 0.01
    rows = sorted(nodes, key=lambda node: (node["top"], node["left"]))
    for one, other in pairwise(rows):
        assert one["top"] < other["top"] or one["left"] + one["width"] < other["left"]
    assert all(
        nodes[way["from"]]["top"] + nodes[way["from"]]["height"] < nodes[way["to"]]["top"] for way in found["edges"]
    )
