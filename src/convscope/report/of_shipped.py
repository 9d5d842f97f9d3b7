"""The report of a network against shipped files, layer by layer."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from convscope.draw import panel_svg
from convscope.draw.chart import Line, Lines
from convscope.report.blocks import Block, Curves, Prose, SameAs, Table
from convscope.report.page import Page, Section

if TYPE_CHECKING:
    from convscope.ship.compare import Apart, Compared, FileCompared

COLUMNS = ("layer", "operator", "in the file", "largest difference", "of the largest number", "cosine", "where")
LEAST = 1e-9  # what equal numbers are drawn as, on a scale of powers


def of_shipped(compared: Compared) -> Page:
    """Tell a comparison as a page; `write` makes a file of it."""
    sections = [_drawn(compared)]
    for one in compared.files:
        sections.append(Section(str(one.path), [Prose(f"{one.sentence}."), _table(one)]))
    files = [str(one.path) for one in compared.files]
    command = shlex.join(["convscope", "ship", compared.target, "--compare", *files])
    python = f"import convscope as cs\nprint(cs.ship.compare(cs.load({compared.target!r}), {files!r}).as_dict())"
    sections.append(Section("The same again", [SameAs(command, python)]))
    names = ", ".join(one.path.name for one in compared.files)
    lead = (
        f"Each layer of {compared.target} in PyTorch beside the tensor that stands for it in {names}, on "
        f"{compared.pictures} pictures. Layers are compared in the file run operator by operator; the answer in the "
        "file as it is run."
    )
    return Page(f"{compared.target} against what was shipped", lead, sections)


def _drawn(compared: Compared) -> Section:
    from math import log10

    lines = []
    for one in compared.files:
        places = [number for number, layer in enumerate(one.layers) if layer.tensor]
        sizes = [log10(max(one.layers[number].relative, LEAST)) for number in places]
        lines.append(Line(one.path.name, places, sizes))
    panel = Lines("How far apart, in powers of ten of a layer's largest number", "layer, in order", lines)
    blocks: list[Block] = [Curves([panel_svg(panel)])]
    blocks.append(Prose("−9 stands for equal or nearer; what grows from one layer on begins there."))
    return Section("From layer to layer", blocks)


def _table(one: FileCompared) -> Table:
    return Table(COLUMNS, [_row(layer) for layer in (*one.layers, one.answer)], texts=3)


def _row(layer: Apart) -> tuple[str, ...]:
    if not layer.tensor:
        return (layer.layer, layer.operator, "folded, or not to be told apart", "", "", "", "")
    where = ", ".join(str(place) for place in layer.where)
    return (
        layer.layer, layer.operator, layer.tensor, f"{layer.largest:.2e}", f"{layer.relative:.1e}",
        f"{layer.cosine:.6f}", where,
    )  # fmt: skip
