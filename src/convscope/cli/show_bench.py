"""How a benchmark looks in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from convscope.ship import Benchmark, Measured
    from convscope.ship.benchmark import Roofline


def benchmark(result: Benchmark) -> Any:
    """Lay out the times, the throughput, what is missing, the roofline and the advice."""
    size = "×".join(str(length) for length in result.input_shape)
    title = f"{result.target}, {size}, {result.threads} thread{'s' * (result.threads > 1)}; milliseconds a picture"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("runtime")
    for name in ("median", "p99", "medians of rounds", "off torch by", "size", "memory", "to first answer"):
        table.add_column(name, justify="right")
    for one in result.measured:
        table.add_row(
            one.name, f"{one.p50:.3g}", f"{one.p99:.3g}", f"{one.low:.3g}–{one.high:.3g}", f"{one.difference:.1e}",
            _bytes(one.bytes), f"+{_bytes(one.grown)}", f"{one.load_seconds:.2f} s",
        )  # fmt: skip
    parts: list[Any] = [table, Text(), *_paces(result.measured)]
    parts += [Text(f"{one.name}: {one.remark}", style="dim") for one in result.measured if one.remark]
    for name, why, fix in result.missing:
        parts.append(Text(f"{name} was not tried: {why}" + (f"; {fix}" if fix else ""), style="yellow"))
    if result.roofline is not None:
        parts.append(Text(_roofline(result.roofline, result.recommended)))
    parts.append(Text(result.advice, style="bold"))
    if result.path is not None:
        parts.append(Text(str(result.path)))
    return Group(*parts)


def benchmark_in_short(result: Benchmark) -> str:
    """Give the advice alone."""
    return result.advice


def _paces(measured: tuple[Measured, ...]) -> list[Any]:
    columns = sorted({(pace.threads, pace.batch) for one in measured for pace in one.paces})
    if not columns:
        return []
    title = "pictures a second, by pictures at once on threads"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("runtime")
    for threads, batch in columns:
        table.add_column(f"{batch} on {threads}", justify="right")
    for one in measured:
        known = {(pace.threads, pace.batch): pace.pictures_a_second for pace in one.paces}
        table.add_row(one.name, *(f"{known[place]:,.0f}" if place in known else "–" for place in columns))
    return [table, Text()]


def _roofline(roof: Roofline, best: Measured) -> str:
    least = max(roof.compute_ms, roof.memory_ms)
    asks = f"{roof.macs / 1e6:,.1f} M multiply-adds and {_bytes(roof.bytes)} a picture"
    seen = f"{roof.peaks.gmacs:,.0f} G multiply-adds and {roof.peaks.gbytes:,.0f} GB a second"
    return (
        f"roofline: {asks}; this machine was seen to do {seen}, so {least:.3g} ms at best, by {roof.bound}; "
        f"{best.name} takes {best.p50 / least:.1f} times that"
    )


def _bytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} kB"
