"""How a report looks in a terminal: the network's table, then what the rules found, worst first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from convscope.lint import Finding, Report

WORST = 3
COLOURS = {"error": "bold red", "warning": "yellow", "hint": "cyan"}


def shown_report(result: Report, *, whole: bool = False) -> Any:
    """Lay out a report: the three worst kinds of findings, or all of them."""
    from convscope.network.table import FittingTable, by, totals

    network = result.network
    parts: list[Any] = [
        Text(f"{network.target}, input {by(network.input_shape)}", style="bold"),
        FittingTable(network),
        Text(totals(network)),
        *_origin(network.target),
        Text(),
    ]
    groups = result.groups()
    if not groups:
        parts.append(Text("no findings", style="green"))
    shown = groups if whole else groups[:WORST]
    parts += [_group(group) for group in shown]
    if result.meant:
        parts.append(Text(f"left out as meant, by a comment beside them: {result.meant}", style="dim"))
    if len(groups) > len(shown):
        parts.append(Text(f"and {len(groups) - len(shown)} kinds more; --all prints them"))
    unknown = next((layer for layer in network if layer.reach.status == "unknown"), None)
    if unknown is not None:
        parts.append(Text(f"? receptive field unknown from {unknown.name} on: {unknown.reach.because}", style="dim"))
    return Group(*parts)


def _origin(target: str) -> list[Any]:
    """Say of a network that comes trained where its weights are from, and the command that made them."""
    from convscope.models.trained import cards

    card = cards().get(target)
    return [] if card is None else [Text(card.sentence), Text(f"made by: {card.command}", style="dim")]


def shown_warnings(report: Report) -> list[Any]:
    """Lay out what is said before a training: the warnings, and not the hints."""
    return [Padding(_group(group), (0, 0, 0, 3)) for group in report.groups() if group[0].severity == "warning"]


def _group(findings: tuple[Finding, ...]) -> Any:
    """Show what one rule found: the first place whole, the others by name."""
    first = findings[0]
    head = Text.assemble((first.severity, COLOURS[first.severity]), "  ", (first.layer, "bold"), f"  {first.message}")
    lines: list[Any] = [head]
    if len(findings) > 1:
        names = ", ".join(finding.layer for finding in findings[1:5])
        more = f" … {len(findings) - 5} more" if len(findings) > 5 else ""
        lines.append(Padding(Text(f"and {len(findings) - 1} more: {names}{more}"), (0, 0, 0, 2), expand=False))
    lines.append(Padding(Text(f"fix: {first.fix}"), (0, 0, 0, 2), expand=False))
    place = f"{near(first.place)} · " if first.place else ""
    lines.append(Padding(Text(f"{place}convscope rule {first.name}", style="dim"), (0, 0, 0, 2), expand=False))
    return Group(*lines)


def near(place: str) -> str:
    """Write a path below the working folder without it."""
    here = str(Path.cwd()) + "/"
    return place.removeprefix(here)
