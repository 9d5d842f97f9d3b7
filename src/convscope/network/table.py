"""A network as a table: a row a layer, totals below."""

from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table
from rich.text import Text

from convscope.arithmetic import Window
from convscope.network.description import Layer, Network


def table(network: Network) -> Table:
    """Lay out layer, kernel, stride, padding, output shape, parameters, MACs and receptive field."""
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    grid.add_column("layer", overflow="fold")
    grid.add_column("operator")
    for column in ("kernel", "stride", "padding", "output", "parameters", "MACs", "receptive field"):
        grid.add_column(column, justify="right", no_wrap=True)
    grid.add_row("input", "", "", "", "", by(network.input_shape), "", "", "", style="dim")
    for layer in network:
        grid.add_row(*row(layer))
    return grid


def row(layer: Layer) -> tuple[str, ...]:
    """Write one layer's cells."""
    shared = "shared" if layer.shared else ""
    return (
        layer.name,
        layer.operator,
        by(window.kernel for window in layer.windows),
        by(window.stride for window in layer.windows),
        by(_padding(window) for window in layer.windows) if any(any(w.padding) for w in layer.windows) else "",
        by(layer.output_shape[1:]),
        f"{layer.parameters:,}" if layer.parameters else shared,
        f"{layer.macs:,}" if layer.macs else "",
        field(layer),
    )


def field(layer: Layer) -> str:
    """Write a receptive field: its hull, *all* where it is the whole input at any size, a question mark if unknown."""
    if layer.reach.status == "unknown" or layer.receptive_field is None:
        return "?"
    return "all" if layer.reach.status == "unbounded" else by(layer.receptive_field)


def totals(network: Network) -> str:
    """Write the line below the table."""
    macs = network.macs
    megabytes = network.activation_bytes / 1e6
    return (
        f"{network.parameters:,} parameters · {macs:,} MACs ({2 * macs:,} FLOPs) · "
        f"{megabytes:,.2f} MB of activations, at batch 1"
    )


def text(network: Network, *, width: int) -> str:
    """Write table and totals as plain text of at most ``width`` columns."""
    console = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    console.print(Text(f"{network.target}, input {by(network.input_shape)}"))
    console.print(table(network))
    console.print(totals(network))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in lines)


def by(values: object) -> str:
    """Join numbers with ×.

    >>> by((3, 224, 224))
    '3×224×224'
    """
    return "×".join(str(value) for value in values)  # type: ignore[attr-defined]


def _padding(window: Window) -> str:
    before, after = window.padding
    return str(before) if before == after else f"({before},{after})"
