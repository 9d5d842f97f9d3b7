"""How a report looks in a terminal: the network's table, then what the rules found, worst first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from convscope.lint import Finding, Report
    from convscope.lint.fixed import Fixed

FEW = 3  # kinds of findings, to which hints may fill a screen up
COLOURS = {"error": "bold red", "warning": "yellow", "hint": "cyan"}


def shown_report(result: Report, *, whole: bool = False) -> Any:
    """Lay out a report: what is wrong, and of mere hints as many as make three kinds of findings, or all of them."""
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
    shown = groups if whole else worth_showing(groups)
    parts += [_group(group) for group in shown]
    if result.meant:
        parts.append(Text(f"left out as meant, by a comment beside them: {result.meant}", style="dim"))
    if more := len(groups) - len(shown):
        parts.append(
            Text(f"and {more} kind{'' if more == 1 else 's'} more; --all prints {'it' if more == 1 else 'them'}")
        )
    if any(finding.changes for group in groups for finding in group):
        parts.append(Text("--fixed shows the network with these mended, --diff the patch of the source", style="dim"))
    unknown = next((layer for layer in network if layer.reach.status == "unknown"), None)
    if unknown is not None:
        parts.append(Text(f"? receptive field unknown from {unknown.name} on: {unknown.reach.because}", style="dim"))
    return Group(*parts)


def worth_showing(groups: list[tuple[Finding, ...]]) -> list[tuple[Finding, ...]]:
    """Leave out hints that come after other findings, but none of what breaks training."""
    serious = sum(group[0].severity != "hint" or group[0].breaks_training for group in groups)
    return groups[: max(FEW, serious)]


def shown_fixed(fixed: Fixed) -> Any:
    """Lay out the network after its fixes: what was changed for which finding, what is gained, what stays."""
    from convscope.network.table import FittingTable, by, totals

    network = fixed.after.network
    parts: list[Any] = [
        Text(f"{network.target} after {len(fixed.applied)} fixes, input {by(network.input_shape)}", style="bold"),
        FittingTable(network),
        Text(totals(network)),
        Text(),
    ]
    for one in fixed.applied:
        layer = one.finding.layer
        told = "; ".join(str(change).removeprefix(f"{layer}: ") for change in one.changes)
        parts.append(Text.assemble(("fixed", "green"), "  ", (layer, "bold"), f"  {one.finding.name}: {told}"))
    if fixed.followed:
        parts.append(Text(f"with it: {'; '.join(map(str, fixed.followed))}"))
    parts += [Text(fixed.gained, style="bold")]
    for left in fixed.left:
        colour = COLOURS[left.finding.severity]
        head = Text.assemble(("stays", colour), "  ", (left.finding.layer, "bold"), f"  {left.finding.message}")
        parts += [head, Padding(Text(f"{left.why}; by hand: {left.finding.fix}"), (0, 0, 0, 2), expand=False)]
    if not fixed.applied and not fixed.left:
        parts.append(Text("no findings, nothing to fix", style="green"))
    return Group(*parts)


def _origin(target: str) -> list[Any]:
    """Say of a network that comes trained where its weights are from, and the command that made them."""
    from convscope.models.trained import cards

    card = cards().get(target)
    return [] if card is None else [Text(card.sentence), Text(f"made by: {card.command}", style="dim")]


def shown_warnings(report: Report) -> list[Any]:
    """Lay out what is said before a training: warnings, and of the hints those of what breaks it."""
    said = [one for one in report.groups() if one[0].severity == "warning" or one[0].breaks_training]
    return [Padding(_group(group), (0, 0, 0, 3)) for group in said]


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
