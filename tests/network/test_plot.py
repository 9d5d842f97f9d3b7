"""A network's drawing, read back."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal
from xml.etree import ElementTree

import pytest
import torch
import torchvision
from torch import nn

from convscope.draw import Drawing
from convscope.draw.graph.text import width
from convscope.errors import UnknownName
from convscope.network import Network, trace
from convscope.network.plot import plot

SVG = "{http://www.w3.org/2000/svg}"
Wire = Callable[..., nn.Module]
Along = Callable[[str], list[tuple[float, float]]]
Box = tuple[float, float, float, float]  # left, top, right, foot


@dataclass(frozen=True)
class Said:
    """A finding as the plot takes it: no more than it needs."""

    layer: str
    message: str
    severity: Literal["error", "warning", "hint"]


class UNet(nn.Module):
    """Three levels, each joined to its mirror by a long skip."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.ModuleList([nn.Conv2d(3, 8, 3, padding=1), *(nn.Conv2d(8, 8, 3, padding=1) for _ in range(3))])
        self.up = nn.ModuleList(nn.ConvTranspose2d(8, 8, 2, stride=2) for _ in range(3))
        self.merge = nn.ModuleList(nn.Conv2d(16, 8, 3, padding=1) for _ in range(3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kept = []
        for part in self.down:
            x = torch.relu(part(x))
            kept.append(x)
            x = nn.functional.max_pool2d(x, 2)
        x = kept.pop()
        for up, merge in zip(self.up, self.merge, strict=True):
            x = torch.relu(merge(torch.cat([up(x), kept.pop()], 1)))
        return x


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "resnet18": lambda: torchvision.models.resnet18(weights=None),
    "densenet121": lambda: torchvision.models.densenet121(weights=None),
    "googlenet": lambda: torchvision.models.googlenet(weights=None, init_weights=False, aux_logits=False),
    "efficientnet": lambda: torchvision.models.efficientnet_b0(weights=None),
    "vision transformer": lambda: torchvision.models.VisionTransformer(64, 16, 3, 2, 32, 64),
    "u-net": UNet,
}


@pytest.fixture(scope="module", params=NETWORKS)
def network(request: pytest.FixtureRequest) -> Network:
    return trace(NETWORKS[request.param](), (3, 64, 64), target=request.param)


def read(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.svg)


def groups(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [one for one in root.iter(f"{SVG}g") if kind in (one.get("class") or "").split()]


def place(node: ElementTree.Element) -> Box:
    outline = node.find(f"{SVG}rect")
    assert outline is not None
    left, top, across, down = (float(outline.get(name, "")) for name in ("x", "y", "width", "height"))
    return left, top, left + across, top + down


def home(root: ElementTree.Element) -> dict[str, str]:
    """Give for every entry the node that it stands in."""
    return {
        one.get("data-key", ""): node.get("data-key", "")
        for node in groups(root, "node")
        for one in groups(node, "entry")
    }


def title(element: ElementTree.Element) -> str:
    return element.findtext(f"{SVG}title") or ""


def test_every_layer_appears_once(network: Network) -> None:
    """In a node of its own or as a line of another's, besides the input; its name is told in full."""
    root = read(network.plot())
    entries = [one.get("data-key") for one in groups(root, "entry")]
    assert sorted(entries[1:]) == sorted(layer.name for layer in network)  # type: ignore[type-var]
    assert entries[0] == ""
    told = "\n".join(title(node) for node in groups(root, "node")).splitlines()
    assert {layer.name for layer in network} <= set(told)


def test_edges_are_those_of_the_network(network: Network) -> None:
    """From the node that holds a layer's source to the layer's, none twice, none within a node."""
    root = read(network.plot())
    where = home(root)
    edges = [
        (one.get("data-from"), one.get("data-to")) for one in root.iter(f"{SVG}path") if one.get("class") == "edge"
    ]
    wanted = {
        (where["" if source < 0 else network.layers[source].name], where[layer.name])
        for layer in network
        for source in layer.inputs
    }
    assert len(edges) == len(set(edges))
    assert set(edges) == {pair for pair in wanted if pair[0] != pair[1]}


def test_edges_end_at_their_boxes_and_run_through_none(network: Network, along: Along) -> None:
    """From the foot of one to the head of the other; boxes do not overlap."""
    root = read(network.plot())
    boxes = {node.get("data-key", ""): place(node) for node in groups(root, "node")}
    for one, other in combinations(boxes.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for edge in root.iter(f"{SVG}path"):
        if edge.get("class") != "edge":
            continue
        start, end = boxes[edge.get("data-from", "")], boxes[edge.get("data-to", "")]
        points = along(edge.get("d", ""))
        assert points[0] == pytest.approx(((start[0] + start[2]) / 2, start[3]), abs=0.2)
        assert points[-1] == pytest.approx(((end[0] + end[2]) / 2, end[1]), abs=0.2)
        for x, y in points:
            assert not any(
                left + 1 < x < right - 1 and top + 1 < y < foot - 1 for left, top, right, foot in boxes.values()
            )


def test_text_stays_in_its_box(network: Network) -> None:
    """By the widths it was laid out with, which are also the lengths it is written with."""
    for node in groups(read(network.plot()), "node"):
        left, top, right, foot = place(node)
        for line in node.iter(f"{SVG}text"):
            x, y, size = (float(line.get(name, "")) for name in ("x", "y", "font-size"))
            long = width(line.text or "", size)
            assert left < x and x + long < right
            assert top < y - 0.8 * size and y + 0.2 * size < foot
            assert float(line.get("textLength", "")) == pytest.approx(long, abs=0.01)


def test_a_node_says_what_it_costs_and_the_pointer_all() -> None:
    """Name, operator with window, shape, parameters and MACs; receptive field and place in the tooltip."""
    network = trace(nn.Sequential(nn.Conv2d(3, 8, 5, stride=2, padding=1), nn.BatchNorm2d(8), nn.ReLU()), (3, 33, 33))
    node = groups(read(network.plot()), "node")[1]
    lines = [line.text for line in node.iter(f"{SVG}text")]
    assert lines[:4] == ["0", "conv2d 5×5 stride 2 padding 1", "8×16×16", "608 parameters · 154k MACs"]
    assert lines[4:] == ["+ 1 batch_norm · 16 parameters", "+ 2 relu"]
    assert "receptive field 5×5, stride 2×2" in title(node)
    assert "608 parameters · 153,600 MACs" in title(node)


def test_findings_are_marks_with_their_message_and_severity() -> None:
    """On their layer's entry, folded or not, worst first; several of one severity share a mark; all are counted."""
    network = trace(nn.Sequential(nn.Conv2d(3, 8, 5), nn.ReLU(), nn.Conv2d(8, 8, 1)), (3, 33, 33))
    findings = [
        Said("0", "a hint", "hint"), Said("0", "bad <b> & worse", "error"), Said("1", "so so", "warning"),
        Said("1", "so la la", "warning"),
    ]  # fmt: skip
    root = read(network.plot(findings))
    marks = {
        one.get("data-key"): [(mark.get("class"), title(mark)) for mark in groups(one, "mark")]
        for one in groups(root, "entry")
    }
    assert marks == {
        "": [],
        "0": [("mark hint", "a hint"), ("mark error", "bad <b> & worse")],  # from the right end on
        "1": [("mark warning", "so so\nso la la")],
        "2": [],
    }
    assert "error: bad <b> & worse" in title(groups(root, "node")[1])
    words = [line.text for line in root.findall(f"{SVG}text")]
    assert words[-1] == "1 error, 2 warnings, 1 hint: rest the pointer on a mark"


def test_a_finding_of_no_layer_is_told() -> None:
    """It belongs to another network."""
    with pytest.raises(UnknownName, match="conv9"):
        plot(trace(nn.Conv2d(1, 1, 1), (1, 4, 4)), [Said("conv9", "x", "hint")])


def test_names_are_escaped(wired: Wire) -> None:
    """What Python takes as a name, XML must: brackets, quotes, control characters, Chinese."""
    names = ["<b>&\"'", "卷积", "a\x01b"]
    module = nn.Sequential()
    for name in names:
        module.add_module(name, nn.Conv2d(1, 1, 1))
    root = read(trace(module, (1, 4, 4), target="<net>").plot())
    assert [one.get("data-key") for one in groups(root, "entry")][1:] == [*names[:2], "a�b"]
    assert (root.get("aria-label") or "").startswith("<net>")


def test_every_kind_of_small_network_is_drawn(design: Any) -> None:
    """All its layers, once."""
    network = trace(design.module, design.shape)
    entries = [one.get("data-key", "") for one in groups(read(network.plot()), "entry")]
    assert sorted(entries) == sorted(["", *(layer.name for layer in network)])


def test_large_networks_are_drawn_at_once() -> None:
    """DenseNet-121, the densest, in well under two seconds of the processor's."""
    network = trace(NETWORKS["densenet121"](), (3, 224, 224))
    start = time.process_time()
    network.plot()
    assert time.process_time() - start < 2
