"""A network as a table: a row a layer, totals below."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from convscope.arithmetic import Window
from convscope.network.description import Layer, Network

ROOMY = 104  # columns from which on the whole table is laid out


class FittingTable:
    """A network's table as wide as the terminal allows: whole, or below 104 columns with windows and figures short."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield table(self.network) if options.max_width >= ROOMY else short_table(self.network)


def table(network: Network) -> Table:
    """Lay out layer, operator, kernel (with its dilation, ``d2``), stride, padding, output, parameters, MACs, field."""
    grid = _grid(2, ("kernel", "stride", "padding", "output", "parameters", "MACs", "receptive field"))
    grid.add_row("input", "", "", "", "", by(network.input_shape), "", "", "", style="dim")
    for layer in network:
        grid.add_row(*row(layer))
    return grid


def short_table(network: Network) -> Table:
    """Lay out the same for 80 columns: a window as kernel d dilation /stride +padding, figures to three digits."""
    grid = _grid(1, ("k/s+p", "output", "params", "MACs", "field"))
    grid.add_row("input", "", "", by(network.input_shape), "", "", "", style="dim")
    for layer in network:
        name, operator, kernel, _, _, output, parameters, _, reads = row(layer)
        window = kernel + _once("/", (w.stride for w in layer.windows)) + _once("+", map(_padding, layer.windows))
        counted = short(layer.parameters) if layer.parameters else parameters
        grid.add_row(name, operator, window, output, counted, short(layer.macs) if layer.macs else "", reads)
    return grid


def _grid(gap: int, figures: tuple[str, ...]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, gap, 0, 0))
    grid.add_column("layer", overflow="fold", min_width=12)
    grid.add_column("operator", overflow="fold")
    for column in figures:
        grid.add_column(column, justify="right", no_wrap=True)
    return grid


def _once(sign: str, values: Iterable[object]) -> str:
    """Write equal values once behind a sign, unequal ones with ×, and nothing where they are all as by default."""
    written = [str(value) for value in values]
    default = "0" if sign == "+" else "1"
    if set(written) <= {default}:
        return ""
    return sign + (written[0] if len(set(written)) == 1 else "×".join(written))


def short(number: int) -> str:
    """Write a count to three digits.

    >>> short(850), short(9408), short(115605504), short(11_500_000_000)
    ('850', '9.41k', '116M', '11.5G')
    """
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= 0.9995 * size:  # so that 999,600 is 1M, not 1000k
            figure = number / size
            return f"{figure:,.0f}{letter}" if figure >= 999.5 else f"{figure:.3g}{letter}"
    return str(number)


def row(layer: Layer) -> tuple[str, ...]:
    """Write one layer's cells."""
    shared = "shared" if layer.shared else ""
    return (
        layer.name,
        layer.operator + _groups(layer),
        by(window.kernel for window in layer.windows) + _once(" d", (w.dilation for w in layer.windows)),
        by(window.stride for window in layer.windows),
        by(_padding(window) for window in layer.windows) if any(any(w.padding) for w in layer.windows) else "",
        by(layer.output_shape[1:]),
        f"{layer.parameters:,}" if layer.parameters else shared,
        f"{layer.macs:,}" if layer.macs else "",
        field(layer),
    )


def field(layer: Layer) -> str:
    """Write a receptive field: its hull, *all* along axes read whole at any size, a question mark if unknown."""
    if layer.reach.status == "unknown" or layer.receptive_field is None:
        return "?"
    if layer.reach.status == "exact":
        return by(layer.receptive_field)
    sides = ["all" if not one.stride else str(one.size) for one in layer.reach.fields or ()]
    return "all" if set(sides) == {"all"} else by(sides)


def totals(network: Network) -> str:
    """Write the line below the table."""
    macs = network.macs
    memory = network.memory()
    return (
        f"{network.parameters:,} parameters · {macs:,} MACs ({2 * macs:,} FLOPs) · "
        f"{memory.total / 1e6:,.2f} MB of activations, {memory.peak / 1e6:,.2f} MB at once, at batch 1"
        f"{', in one run, on zeros' if network.on_zeros else ''}"
    )


def text(network: Network, *, width: int) -> str:
    """Write table and totals as plain text of at most ``width`` columns."""
    console = Console(file=io.StringIO(), force_jupyter=False, width=width, color_system=None, legacy_windows=False)
    console.print(Text(f"{network.target}, input {by(network.input_shape)}"))
    console.print(FittingTable(network))
    console.print(totals(network))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in lines)


def by(values: object) -> str:
    """Join numbers with ×.

    >>> by((3, 224, 224))
    '3×224×224'
    """
    return "×".join(str(value) for value in values)  # type: ignore[attr-defined]


def _groups(layer: Layer) -> str:
    """Say that a convolution is grouped; depthwise where each channel is a group of its own.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> [_groups(trace(nn.Conv2d(8, 8, 3, groups=groups), (8, 9, 9)).layers[0]) for groups in (1, 2, 8)]
    ['', ' 2 groups', ' depthwise']
    """
    if layer.groups == 1 or not layer.operator.startswith("conv"):
        return ""
    return " depthwise" if layer.groups == layer.input_shapes[0][1] else f" {layer.groups} groups"


def _padding(window: Window) -> str:
    before, after = window.padding
    return str(before) if before == after else f"({before},{after})"
