"""How a scene's segmentation looks in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from convscope.apply.scenes import Planned, Prediction
    from convscope.apply.scenes.accuracy import Estimated
    from convscope.apply.scenes.assess import Assessed
    from convscope.apply.scenes.on_ray import Cluster
    from convscope.verbs.check_tiles import TilesChecked


def planned(event: Planned) -> list[Any]:
    """Show how it will be done, before it is."""
    height, width = event.shape
    lines = [Text(f"{event.scene}: {width:,} × {height:,} pixels", style="bold")]
    lines.append(Text(str(event.arranged.sentence), style="" if event.arranged.exact else "yellow"))
    lines += [Text(note, style="yellow" if note.startswith("WARNING") else "") for note in map(str, event.notes)]
    if event.done:
        lines.append(Text(f"goes on: {event.done:,} of {event.pieces:,} pieces are done"))
    return lines


def cluster(event: Cluster) -> list[Any]:
    """Show where the tiles go."""
    over = f"{event.machines:,} machine{'s' * (event.machines > 1)}"
    each = f"{event.threads} thread{'s' * (event.threads > 1)} each"
    return [Text(f"on Ray ({event.address}): {over}, {event.at_once:,} tiles at once, {each}")]


def segmented(result: Prediction) -> Any:
    """Show how much of each class there is, and where the files are."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    placed = any(one.area is not None for one in result.classes)
    for name in ("", "label", "class", "pixels", "share", *(("area",) if placed else ())):
        table.add_column(name, justify="left" if name in ("", "class") else "right")
    total = sum(one.pixels for one in result.classes) or 1
    for one in result.classes:
        swatch = Text("██", style="#{:02x}{:02x}{:02x}".format(*one.colour))
        area = () if one.area is None else (_area(one.area),)
        table.add_row(swatch, str(one.label), one.name, f"{one.pixels:,}", f"{one.pixels / total:.1%}", *area)
    lines: list[Any] = [table]
    if result.nodata:
        lines.append(Text(f"without data: {result.nodata:,} pixels"))
    if not result.planned.arranged.exact:
        lines.append(Text(f"not exact: {result.planned.arranged.why}", style="yellow"))
    files = [(str(result.path), "bold"), *(part for path in result.others for part in (", ", (str(path), "bold")))]
    polygons = f", {result.polygons:,} polygons" if result.polygons else ""
    lines.append(Text.assemble(*files, f"{polygons} ({result.seconds:.1f} s)"))
    return Group(*lines)


def in_short(result: Prediction) -> str:
    """Name the labels."""
    return str(result.path)


def _area(square_metres: float) -> str:
    """Write an area in a unit that suits it.

    >>> _area(800), _area(54_000), _area(3.2e9)
    ('800 m²', '5.4 ha', '3,200.0 km²')
    """
    if square_metres < 10_000:
        return f"{square_metres:,.0f} m²"
    if square_metres < 1e7:
        return f"{square_metres / 1e4:,.1f} ha"
    return f"{square_metres / 1e6:,.1f} km²"


def assessed(result: Assessed) -> Any:
    """Show the confusion matrix, then accuracies and areas with their intervals."""
    found = result.found
    matrix = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    matrix.add_column("map \\ reference")
    for name in found.classes:
        matrix.add_column(name, justify="right")
    for name, row in zip(found.classes, found.counts, strict=True):
        matrix.add_row(name, *map(str, row))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("class", "user's", "producer's", "mapped", "estimated area"):
        table.add_column(name, justify="left" if name == "class" else "right")
    for number, name in enumerate(found.classes):
        write = _area if result.unit == "m²" else "{:,.0f} pixels".format
        area = found.areas[number]
        table.add_row(
            name, _share(found.users[number]), _share(found.producers[number]), write(found.mapped[number]),
            f"{write(area.value)} ± {write(area.half)}",
        )  # fmt: skip
    told = f"{result.used:,} points" + (
        f", {result.outside:,} more where the map has no label" if result.outside else ""
    )
    return Group(
        Text(told), matrix, Text(), table, Text(f"overall accuracy {_share(found.overall)}", style="bold"),
        Text("± is half an interval of 95 % (Olofsson et al. 2014)", style="dim"),
    )  # fmt: skip


def assessed_in_short(result: Assessed) -> str:
    """Give the overall accuracy."""
    return _share(result.found.overall)


def _share(one: Estimated) -> str:
    if one.value != one.value:
        return "?"
    return f"{one.value:.1%} ± {one.half:.1%}" if one.half == one.half else f"{one.value:.1%}"


def tiles_checked(result: TilesChecked) -> Any:
    """Show the report, then how the network is cut over a scene."""
    from convscope.cli.show import at_the_end

    tiles = result.tiles
    head = f"on a scene of {tiles.side:,} × {tiles.side:,} pixels, with the memory that is free: "
    lines = [Text(), Text.assemble((head, "bold"), (tiles.sentence, "" if tiles.exact else "yellow"))]
    if tiles.fix:
        lines.append(Text(f"  fix: {tiles.fix}"))
    return Group(at_the_end(result.reports), *lines)


def tiles_in_short(result: TilesChecked) -> str:
    """Give the report's line, and the tiles'."""
    from convscope.cli.show import in_short as short

    return f"{short(result.reports)}\n{result.tiles.sentence}"
