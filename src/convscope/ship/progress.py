"""How far a file is that is being made: which of its steps goes on, and the share of all that is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Hear = Callable[[int, int, str], None]
WHOLE = 100
STEPS = (
    "exporting", "compiling", "calibrating", "rounding", "comparing", "choosing", "testing", "proving", "making",
    "timing", "pacing",
)  # fmt: skip

_hearing: ContextVar[Hear | None] = ContextVar("hearing", default=None)


@contextmanager
def hearing(hear: Hear | None) -> Iterator[None]:
    """Have ``hear(done, total, step)`` called by whatever is shipped inside; None keeps it still."""
    before = _hearing.set(hear)
    try:
        yield
    finally:
        _hearing.reset(before)


class Progress:
    """Tells who hears, as one begins and goes on with the steps named, each the same share of the whole.

    >>> with hearing(lambda done, total, step: print(done, total, step)):
    ...     progress = Progress("exporting", "timing")
    >>> progress.begin("exporting")
    0 100 exporting
    >>> progress.part(1, 2)
    25 100 exporting
    """

    def __init__(self, *steps: str) -> None:
        self._steps = steps
        self._hear = _hearing.get()
        self._now = 0
        self._told = (-1, "")

    def begin(self, step: str) -> None:
        """Begin one of the steps; those before it are done, or were left out."""
        self._now = self._steps.index(step)
        self.part(0, 1)

    def part(self, done: int, total: int) -> None:
        """Tell how far the step is; what changes no hundredth of the whole is not told."""
        share = int(WHOLE * (self._now + done / max(total, 1)) / len(self._steps))
        told = (share, self._steps[self._now])
        if self._hear is not None and told != self._told:
            self._told = told
            self._hear(share, WHOLE, told[1])
