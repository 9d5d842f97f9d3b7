"""How a diagnosis looks in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from convscope.verbs.doctor import Diagnosis


def diagnosis(result: Diagnosis) -> Table:
    """Lay out what is installed, and what is missing with the command that installs it."""
    grid = Table(box=None, pad_edge=False, show_header=False)
    memory = f", {result.memory_gb} GB memory" if result.memory_gb else ""
    grid.add_row("convscope", result.convscope)
    grid.add_row("python", f"{result.python} on {result.platform}")
    grid.add_row("device", f"{result.device} {result.accelerator}".strip())
    grid.add_row("processor", f"{result.cores} cores, {result.threads} threads in use{memory}")
    for package in result.packages:
        if not package.extra:
            grid.add_row(package.name, package.version or Text("missing: pip install convscope", style="red"))
    for package in result.packages if result.whole else ():
        if package.extra:
            name = Text.assemble(package.name, (f"  extra {package.extra}", "dim"))
            grid.add_row(name, package.version or Text("missing", style="dim"))
    for extra, command in result.missing:
        lacking = ", ".join(p.name for p in result.packages if p.extra == extra and p.version is None)
        grid.add_row(Text(f"extra {extra}", style="dim"), Text(f"not installed ({lacking}): {command}", style="dim"))
    return grid
