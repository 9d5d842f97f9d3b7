"""How a picture in another's style looks in a terminal: what it took, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

if TYPE_CHECKING:
    from convscope.apply.style import Styled


def styled(result: Styled) -> Any:
    """Say by which layers it was painted, what the loss came to, and where it lies."""
    height, width = result.picture.shape[:2]
    lines = [Text(f"style by {', '.join(result.layers)} of {result.features}, content by {result.content_layer}")]
    if result.steps:
        first, last = result.steps[0], result.steps[-1]
        lines.append(Text(f"loss {first.loss:.3g} to {last.loss:.3g} in {len(result.steps):,} steps"))
    lines += [Text(note, style="dim") for note in result.notes]
    lines.append(Text.assemble((str(result.path), "bold"), f"  {width} × {height} ({result.seconds:.1f} s)"))
    return Group(*lines)


def in_short(result: Styled) -> str:
    """Give the file."""
    return str(result.path)
