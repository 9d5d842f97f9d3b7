"""How boxes look in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from convscope.apply.detection import Detections

ROWS, BROKEN, CLASSES = 50, 20, 12  # of a table, of a list, of counts


def detections(result: Detections) -> Any:
    """Show each box with its class and place, then what could not be read, and where the files are."""
    parts: list[Any] = [Text(note, style="yellow") for note in result.notes]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("picture", overflow="fold")
    table.add_column("class", overflow="fold")
    for name in ("sure", "left", "top", "right", "bottom"):
        table.add_column(name, justify="right")
    lines = [(one.path, box) for one in result for box in one.boxes]
    for path, box in lines[:ROWS]:
        table.add_row(Text(path), Text(box.name), f"{box.score:.1%}", *(f"{edge:.0f}" for edge in box.edges))
    if lines:
        parts.append(table)
    if len(lines) > ROWS:
        parts.append(Text(f"and {len(lines) - ROWS:,} more: --out boxes.json has them all", style="dim"))
        counts = list(result.counts.items())
        shown = ", ".join(f"{name} {count:,}" for name, count in counts[:CLASSES])
        parts.append(Text(f"found most: {shown}" + (" …" if len(counts) > CLASSES else "")))
    parts += _unread(result)
    parts.append(Text(_summary(result, len(lines))))
    return Group(*parts)


def in_short(result: Detections) -> str:
    """A line a box: its picture, class and edges."""
    return "\n".join(
        "\t".join([one.path, box.name, *(f"{edge:.0f}" for edge in box.edges)]) for one in result for box in one.boxes
    )


def _unread(result: Detections) -> list[Any]:
    told = [(one.path, one.fault) for one in result.faults]
    told += [(one.path, one.reason) for one in result.skipped]
    lines: list[Any] = [Text(f"{path}: {why}", style="yellow") for path, why in told[:BROKEN]]
    if len(told) > BROKEN:
        lines.append(Text(f"and {len(told) - BROKEN:,} more that could not be read", style="yellow"))
    return lines


def _summary(result: Detections, boxes: int) -> str:
    read = len(result) - len(result.faults)
    tiles = sum(one.tiles for one in result if not one.fault)
    told = [
        f"{boxes:,} box{'' if boxes == 1 else 'es'} from a confidence of {result.confidence:g} on, on {read:,} "
        f"picture{'' if read == 1 else 's'}{f' in {tiles:,} tiles' if tiles > read else ''}, {result.seconds:.1f} s"
    ]
    if result.failed:
        told.append(f"{len(result.faults) + len(result.skipped):,} could not be read")
    told += [str(path) for path in (result.out, result.overlays, result.sheet) if path is not None]
    return ", ".join(told)
