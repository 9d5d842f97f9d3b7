"""How a picture in another's style looks in a terminal: what it took, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

if TYPE_CHECKING:
    from convscope.apply.style import Styled
    from convscope.apply.style.learning import Learnt


def styled(result: Styled) -> Any:
    """Say by which layers it was painted, what the loss came to, and where it lies."""
    height, width = result.picture.shape[:2]
    by = f" by {', '.join(result.layers)}, content by {result.content_layer}, of" if result.layers else ", as learnt by"
    lines = [Text(f"style{by} {result.features}")]
    if result.steps:
        first, last = result.steps[0], result.steps[-1]
        lines.append(Text(f"loss {first.loss:.3g} to {last.loss:.3g} in {len(result.steps):,} steps"))
    lines += [Text(note, style="dim") for note in result.notes]
    lines.append(Text.assemble((str(result.path), "bold"), f"  {width} × {height} ({result.seconds:.1f} s)"))
    return Group(*lines)


def learnt(result: Learnt) -> Any:
    """Say what the loss came to, and how the run is used."""
    record, folder = result.run.record, result.run.folder
    losses = [line["train_loss"] for line in result.run.metrics]
    told = f"  {record.recipe['steps']:,} steps, loss {losses[0]:.3g} to {losses[-1]:.3g} ({record.seconds:.0f} s)"
    return Group(
        Text.assemble((str(folder), "bold"), told),
        Text(f"convscope style PHOTO {folder}; convscope ship {folder} --to onnx", style="dim"),
    )


def learnt_in_short(result: Learnt) -> str:
    """Give the run's folder."""
    return str(result.run.folder)


def in_short(result: Styled) -> str:
    """Give the file."""
    return str(result.path)
