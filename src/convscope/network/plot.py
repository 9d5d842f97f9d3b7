"""A network as a drawing: its graph from top to bottom, with what each layer costs and what was found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from convscope.draw.drawing import Drawing
from convscope.draw.graph import Entry, Mark, Node, graph_drawing
from convscope.draw.graph.node import Severity
from convscope.network.description import NETWORK_INPUT, Layer, Network
from convscope.network.folding import folded
from convscope.network.table import by, totals
from convscope.network.words import glance, in_a_line, told

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")  # worst first


class Remark(Protocol):
    """What a finding must have to be drawn."""

    @property
    def layer(self) -> str:
        """The name of the layer it is about."""

    @property
    def message(self) -> str:
        """What it says."""

    @property
    def severity(self) -> Severity:
        """How bad it is."""


def plot(network: Network, findings: Iterable[Remark] = ()) -> Drawing:
    """Draw a network's graph, each finding as a mark on its layer.

    Raises `UnknownName` for a finding about a layer that the network does not have.
    """
    findings = tuple(findings)
    marks = _marks(network, findings)
    groups = folded(network)
    places = {layer.index: number for number, layers in enumerate(groups, start=1) for layer in layers}
    places.update({NETWORK_INPUT - number: 0 for number in range(1 + len(network.other_inputs))})
    most = max((_macs(layers) for layers in groups), default=0)
    size = by(network.input_shape)
    nodes = [Node((Entry("", "input", (size,)),), title=f"input\n{size}")]
    for layers in groups:
        node = Node(
            tuple(_entry(layer, layers[0], marks.get(layer.name, ())) for layer in layers),
            tuple(places[source] for source in layers[0].inputs),
            "\n\n".join(told(layer, network, _said(marks.get(layer.name, ()))) for layer in layers),
            _macs(layers) / (most or 1),
            any(layer.parameters or layer.shared for layer in layers),
        )
        nodes.append(node)
    words = [totals(network)]
    if most:
        words.append("bar: MACs, full at the costliest node")
    return graph_drawing(nodes, title=f"{network.target}, input {size}", words=[*words, *_counted(findings)])


def _marks(network: Network, findings: Iterable[Remark]) -> dict[str, tuple[Mark, ...]]:
    """Give each layer's marks, worst first, one a severity; of several findings each has its line."""
    said: dict[str, dict[Severity, list[str]]] = {}
    for remark in sorted(findings, key=lambda one: SEVERITIES.index(one.severity)):
        name = network[remark.layer].name
        said.setdefault(name, {}).setdefault(remark.severity, []).append(remark.message)
    return {
        name: tuple(Mark(severity, "\n".join(messages)) for severity, messages in some.items())
        for name, some in said.items()
    }


def _entry(layer: Layer, head: Layer, marks: tuple[Mark, ...]) -> Entry:
    if layer is head:
        return Entry(layer.name, layer.name, glance(layer), marks)
    return Entry(layer.name, "", (in_a_line(layer, head),), marks)


def _macs(layers: Sequence[Layer]) -> int:
    return sum(layer.macs for layer in layers)


def _said(marks: Sequence[Mark]) -> list[str]:
    return [f"{mark.severity}: {line}" for mark in marks for line in mark.text.splitlines()]


def _counted(findings: Iterable[Remark]) -> list[str]:
    """Say how much was found, where anything was."""
    counts = Counter(finding.severity for finding in findings)
    said = [f"{counts[one]} {one}{'s' if counts[one] > 1 else ''}" for one in SEVERITIES if counts[one]]
    return [f"{', '.join(said)}: rest the pointer on a mark"] if said else []
