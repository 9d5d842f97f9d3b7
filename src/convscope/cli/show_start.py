"""How it looks in a terminal that a training starts from weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.training.events import HeadTrained


def head_trained(event: HeadTrained) -> list[Any]:
    """Say which layer is the last, whether it is a new one, and what it alone comes to."""
    layer = f"{event.layer}, new," if event.fresh else f"{event.layer},"
    return [
        f"   the last layer, {layer} alone, on features of {event.pictures:,} pictures computed once: "
        f"validation {event.validation_accuracy:.2%}, {event.seconds:.1f} s"
    ]
