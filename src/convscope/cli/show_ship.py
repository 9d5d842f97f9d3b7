"""How shipped files look in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from convscope.ship import Compared, Int8Bundle, Latency, Share


MOST_NAMED = 8


def int8(result: Int8Bundle) -> Text:
    """Lay out an int8 file: size, what it loses, which layers stayed in float, and whether it is faster here."""
    original, shipped = result.original, result.shipped
    lines: list[str | tuple[str, str]] = [
        (f"{result.path}", "bold"),
        _size(result),
        f"calibrated on {result.calibrated} pictures; {_layers(result)}\n",
    ]
    for share, what in ((result.decided, "decided on"), (result.told, "told on")):
        if share is not None:
            lines.append(f"{what} {_share(share)}\n")
    if not result.within:
        lines.append((f"more than {result.max_drop:g} points are lost\n", "yellow"))
    speed = f"{result.faster:.2f} times float's speed" + ("" if result.faster >= 1 else ", so slower")
    runs = "C" if result.target == "c-int8" else "ONNX Runtime"
    lines.append(
        f"here, {runs}, {_threads(result.threads)}, median of {shipped.calls} calls: float {_time(original)}, "
        f"int8 {_time(shipped)}: {speed}; on another processor it may be otherwise"
    )
    return Text.assemble(*lines)


def _size(result: Int8Bundle) -> str:
    if result.flash is None or result.ram is None or result.float_flash is None or result.float_ram is None:
        return f"  {result.bytes / 1000:,.0f} kB, in float {result.float_bytes / 1000:,.0f} kB\n"
    parts = [
        f"  flash {result.flash:,} bytes, in float {result.float_flash:,}; RAM {result.ram:,} bytes, in float "
        f"{result.float_ram:,}\n",
        f"{result.proven} steps on integers equal the reference to the last bit\n",
    ]
    if result.without_kernel:
        shown = ", ".join(result.without_kernel[:MOST_NAMED])
        more = len(result.without_kernel) - MOST_NAMED
        parts.append(f"in float, as there is no kernel on integers: {shown}{f' and {more} more' if more > 0 else ''}\n")
    return "".join(parts)


def _threads(threads: int) -> str:
    return f"{threads} thread{'' if threads == 1 else 's'}"


def int8_in_short(result: Int8Bundle) -> str:
    """Give the file and what it loses, in points."""
    share = result.told or result.decided
    return f"{result.path} {0.0 if share is None else -share.drop:+.2f} points"


def compared(result: Compared) -> Any:
    """Lay out every layer of every file, and where each begins to differ."""
    parts: list[Any] = []
    for one in result.files:
        table = Table(title=str(one.path), title_justify="left", box=None, pad_edge=False, header_style="bold")
        for name in ("layer", "operator", "in the file"):
            table.add_column(name)
        for name in ("largest difference", "of the largest", "cosine", "where"):
            table.add_column(name, justify="right")
        begins = one.begins
        for layer in (*one.layers, one.answer):
            style = "yellow" if begins is not None and layer is begins else None
            numbers = ("", "", "", "")
            if layer.tensor:
                where = ",".join(str(place) for place in layer.where)
                numbers = (f"{layer.largest:.2e}", f"{layer.relative:.1e}", f"{layer.cosine:.6f}", where)
            table.add_row(layer.layer, layer.operator, layer.tensor or "–", *numbers, style=style)
        parts += [table, Text(f"{one.path}: {one.sentence}", style="bold"), Text()]
    if result.path is not None:
        parts.append(Text(str(result.path), style="bold"))
    return Group(*parts)


def compared_in_short(result: Compared) -> str:
    """Give a line a file."""
    return "\n".join(f"{one.path}: {one.sentence}" for one in result.files)


def _time(latency: Latency) -> str:
    return f"{latency.median:.3f} ms ({latency.low:.3f}–{latency.high:.3f})"


def _share(share: Share) -> str:
    where = f"{share.pictures:,} {share.source or 'pictures'}"
    if share.measure == "accuracy":
        return f"{where}: accuracy {share.before:.2%} before, {share.after:.2%} after ({-share.drop:+.2f} points)"
    return f"{where}: the same answer as in float on {share.after:.2%}"


def _layers(result: Int8Bundle) -> str:
    macs = "" if result.share_of_macs is None else f", {result.share_of_macs:.1%} of all multiply-adds"
    if not result.left_in_float:
        return f"all {result.quantised} layers with weights are int8{macs}"
    names = ", ".join(result.left_in_float)
    return f"{result.quantised} layers with weights are int8{macs}; left in float: {names}"
