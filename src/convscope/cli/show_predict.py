"""How predictions look in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from convscope.apply.pictures import Calibration, Predictions

ROWS, BROKEN, CLASSES = 50, 20, 12  # of a table, of a list, of counts


def predictions(result: Predictions) -> Any:
    """Show the best classes of each picture, then what could not be read, and where the files are."""
    parts: list[Any] = [Text(note, style="yellow") for note in result.notes]
    if result.calibration is not None:
        parts += [Text(line) for line in calibration(result.calibration)]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("picture", overflow="fold")
    table.add_column("class", overflow="fold")
    table.add_column("share", justify="right")
    table.add_column("then", overflow="fold", style="dim")
    read = [number for number in range(len(result)) if number not in result.faults]
    for number in read[:ROWS]:
        one = result[number]
        best, *others = one.guesses
        said = Text(best.name) if one.sure else Text("not sure", style="yellow")
        then = others if one.sure else one.guesses
        table.add_row(
            Text(one.path), said, f"{best.share:.1%}", ", ".join(f"{guess.name} {guess.share:.1%}" for guess in then)
        )
    if read:
        parts.append(table)
    if len(read) > ROWS:
        parts.append(Text(f"and {len(read) - ROWS:,} more: --out labels.csv has them all", style="dim"))
        counts = list(result.counts.items())
        shown = ", ".join(f"{name} {count:,}" for name, count in counts[:CLASSES])
        more = f", and {len(counts) - CLASSES:,} classes more" if len(counts) > CLASSES else ""
        parts.append(Text(f"said most: {shown}{more}"))
    parts += _unread(result)
    parts.append(Text(_summary(result)))
    return Group(*parts)


def in_short(result: Predictions) -> str:
    """Give the answers, a line a picture: of one alone its class."""
    if len(result) == 1:
        return result[0].answer or "?"
    return "\n".join(f"{one.path}\t{one.answer or '?'}" for one in result)


def calibration(found: Calibration) -> list[str]:
    """Say on what the confidence was chosen, and what holds there."""
    right = "none of them" if found.right is None else f"{found.right:.1%} of those right"
    return [
        f"temperature {found.temperature:.3g}, from {found.pictures:,} {found.told}; "
        f"expected calibration error there {found.error_before:.1%} before, {found.error:.1%} after",
        f"at {found.least:.0%} and more it answers {found.answered:.1%} of them, {right}; all of them: "
        f"{found.accuracy:.1%} right",
    ]


def _unread(result: Predictions) -> list[Any]:
    from convscope.data.recognised import plain

    told = [(plain(result.paths[number]), why) for number, why in sorted(result.faults.items())]
    told += [(one.path, one.reason) for one in result.skipped]
    lines: list[Any] = [Text(f"{path}: {why}", style="yellow") for path, why in told[:BROKEN]]
    if len(told) > BROKEN:
        lines.append(Text(f"and {len(told) - BROKEN:,} more that could not be read", style="yellow"))
    return lines


def _summary(result: Predictions) -> str:
    answered = len(result) - len(result.faults)
    speed = f" ({answered / result.seconds:,.0f} a second)" if answered > 1 and result.seconds else ""
    told = [f"{answered:,} picture{'' if answered == 1 else 's'} in {result.seconds:.1f} s{speed}"]
    if result.calibration is not None:
        told.append(f"{result.unsure:,} not sure")
    if result.faults or result.skipped:
        told.append(f"{len(result.faults) + len(result.skipped):,} could not be read")
    told += [str(path) for path in (result.out, result.sheet) if path is not None]
    return ", ".join(told)
