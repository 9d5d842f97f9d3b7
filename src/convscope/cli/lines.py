"""What comes about as JSON, one object a line, for programs that follow a command: the result is the last line.

``{"event": "epoch", "epoch": 1, …}``; the last one's event is *result*, *error* or *interrupted*.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

EVERY = 0.5  # seconds between two lines of what comes a hundred times a second
OFTEN = ("step", "counted", "rate_tried")


class JsonLines:
    """Writes events and the result by ``write``, a line each, at once."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._due = 0.0
        self._things = ""

    def show(self, event: object) -> None:
        """Write one event; of those that come often, one every half a second, and the first of other things."""
        name = named(event)
        if name in OFTEN:
            things = getattr(event, "things", "")
            if time.monotonic() < self._due and not _last(event) and things == self._things:
                return
            self._things = things
            self._due = time.monotonic() + EVERY
        told = plain(event)
        self._line(name, told if isinstance(told, dict) else {"value": told})

    def result(self, result: Any) -> None:
        """Write what the verb gave, its keys as ``--json`` has them."""
        self._line("result", result.as_dict())

    def ended(self, name: str, message: str, exit_code: int) -> None:
        """Write that it ended without a result: *error* or *interrupted*."""
        self._line(name, {"message": message, "exit_code": exit_code})

    def _line(self, name: str, told: Mapping[str, Any]) -> None:
        self._write(json.dumps(plain({"event": name, **told}), ensure_ascii=False) + "\n")


def named(event: object) -> str:
    """Name an event's kind as JSON does.

    >>> from convscope.verbs.check_sizes import Counted
    >>> named(Counted(1, 2, "sizes"))
    'counted'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(event).__name__).lower()


def plain(value: Any) -> Any:
    """Turn a value into what JSON has; a number that is none becomes null, an array its shape.

    >>> from pathlib import Path
    >>> plain({"a": (1, float("nan")), "b": Path("x")})
    {'a': [1, None], 'b': 'x'}
    """
    if hasattr(value, "as_dict"):
        return plain(value.as_dict())
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    return list(value.shape) if hasattr(value, "shape") else str(value)


def _last(event: object) -> bool:
    """Whether a count is at its end."""
    done = getattr(event, "done", getattr(event, "seen", None))
    return done is not None and done == getattr(event, "total", None)
