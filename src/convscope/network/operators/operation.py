"""What the watcher wants to know of one call of a torch function, and how arguments are bound to names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from convscope.arithmetic import Window

# How one output unit reads the map: *window* through windows; *pointwise* at its own place; *whole* everything;
# *reshape* moves numbers without mixing them; *unknown* where nothing can be said.
Reads = Literal["window", "pointwise", "whole", "reshape", "unknown"]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Operation:
    """One call, described from its arguments before it runs.

    ``macs`` takes the output's shape, and is None where no formula is known and the multiply-adds must be counted
    while the function runs. ``mismatch`` says in words why the arguments cannot fit, empty where they can.
    """

    reads: Reads
    windows: tuple[Window, ...] = ()
    groups: int = 1
    macs: Callable[[Shape], int] | None = None
    unbounded: bool = False
    mismatch: str = ""
    would_fit: str = ""


def nothing(_: Shape) -> int:
    """No multiply-adds."""
    return 0


def bind(names: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Bind positional and keyword arguments to names; torch's builtins carry no signature to ask."""
    return {**dict(zip(names, args, strict=False)), **kwargs}


def per_axis(value: Any, axes: int) -> tuple[int, ...]:
    """Spread torch's "int or tuple" over the axes.

    >>> per_axis(2, 3), per_axis((1, 2), 2), per_axis((3,), 2)
    ((2, 2, 2), (1, 2), (3, 3))
    """
    if isinstance(value, int):
        return (value,) * axes
    values = tuple(int(part) for part in value)
    return values * axes if len(values) == 1 else values
