"""How experiments look in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from convscope.experiments import Outcome, Trained
    from convscope.verbs.experiment import Experiments


def outcome(result: Outcome) -> Any:
    """Lay out the claim, the verdict, and where the picture is."""
    return Group(
        Text.assemble(("the notes: ", "dim"), result.claim),
        Text.assemble(("measured: ", "dim"), result.verdict),
        Text(str(result.path), style="bold"),
    )


def trained(event: Trained) -> list[Any]:
    """Say of one training that it is done."""
    record = event.run.record
    accuracy = record.results["test_accuracy"]
    said = f"{event.name}: {accuracy:.2%} of {record.pictures['test']} ({record.seconds:.1f} s)"
    return [f"   {event.done} of {event.total}  {said}"]


def listed(result: Experiments) -> Any:
    """List the experiments with their claims."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("experiment", no_wrap=True)
    grid.add_column("the claim it tries")
    for name, claim in result.claims.items():
        grid.add_row(name, claim)
    return grid


def outcome_in_short(result: Outcome) -> str:
    """Give the verdict."""
    return result.verdict


def listed_in_short(result: Experiments) -> str:
    """Name the experiments."""
    return " ".join(result.claims)
