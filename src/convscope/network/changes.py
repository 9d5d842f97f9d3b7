"""What can be changed of a network's description: an argument, a layer around a layer, a module left out, the input.

These are values, without torch; `amend.py` applies them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Value = int | float | bool | str | tuple[int, ...] | tuple[float, ...] | None


@dataclass(frozen=True)
class Argument:
    """One argument of a layer's constructor, as ``Conv2d(…, padding=1)``; of a function, of its call."""

    layer: str
    argument: str
    value: Value

    def __str__(self) -> str:
        return f"{self.layer}: {self.argument}={self.value!r}"


@dataclass(frozen=True)
class Added:
    """A module of `torch.nn` as its constructor's call has it.

    >>> print(Added("Conv2d", (64, 32, 1), (("bias", False),)))
    nn.Conv2d(64, 32, 1, bias=False)
    """

    kind: str
    arguments: tuple[Value, ...] = ()
    options: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        written = [repr(value) for value in self.arguments] + [f"{name}={value!r}" for name, value in self.options]
        return f"nn.{self.kind}({', '.join(written)})"


@dataclass(frozen=True)
class Around:
    """Modules before and after a layer, or, where it is not ``kept``, in its place; of none, it is left out.

    >>> print(Around("norm", after=(Added("GroupNorm", (1, 8)),), kept=False))
    norm: nn.GroupNorm(1, 8) in its place
    """

    layer: str
    before: tuple[Added, ...] = ()
    after: tuple[Added, ...] = ()
    kept: bool = True

    def __str__(self) -> str:
        if not self.kept:
            instead = ", ".join(map(str, (*self.before, *self.after)))
            return f"{self.layer}: {f'{instead} in its place' if instead else 'left out'}"
        told = [f"{', '.join(map(str, self.before))} before it"] if self.before else []
        told += [f"{', '.join(map(str, self.after))} behind it"] if self.after else []
        return f"{self.layer}: {'; '.join(told)}"


@dataclass(frozen=True)
class Dropped:
    """A module that no layer uses is left out."""

    module: str

    def __str__(self) -> str:
        return f"{self.module}: left out"


@dataclass(frozen=True)
class InputSize:
    """Another size of the picture, (height, width)."""

    size: tuple[int, ...]

    def __str__(self) -> str:
        return f"input: {'×'.join(map(str, self.size))}"


Change = Argument | Around | Dropped | InputSize


def as_dict(change: Change) -> dict[str, Any]:
    """Plain values for JSON, with what kind of a change it is; a module is written as its constructor's call."""
    if isinstance(change, Argument):
        value = list(change.value) if isinstance(change.value, tuple) else change.value
        return {"kind": "argument", "layer": change.layer, "argument": change.argument, "value": value}
    if isinstance(change, Around):
        before, after = [str(one) for one in change.before], [str(one) for one in change.after]
        return {"kind": "around", "layer": change.layer, "before": before, "after": after, "kept": change.kept}
    if isinstance(change, Dropped):
        return {"kind": "dropped", "module": change.module}
    return {"kind": "input_size", "size": list(change.size)}
