"""A long count as it goes on: a bar on stderr in a terminal, nothing elsewhere; results have stdout to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from convscope.verbs.check_sizes import Counted


class CountingDisplay:
    """Shows how far a count has come."""

    def __init__(self, console: Console | None = None) -> None:
        console = console or Console(stderr=True)
        self._progress = Progress(
            TextColumn("  "),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None)
        self._shown = console.is_terminal
        if self._shown:
            self._progress.start()

    def show(self, counted: Counted) -> None:
        """Show one step."""
        self._progress.update(self._task, completed=counted.done, total=counted.total, description=counted.things)
        if counted.done >= counted.total:
            self.close()

    def close(self) -> None:
        """Take the bar down."""
        if self._shown:  # rich writes an empty line where it has shown nothing
            self._progress.stop()
            self._shown = False
