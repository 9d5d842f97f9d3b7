"""How runs look in a terminal: a list, one, two side by side."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from convscope.runs import Run
    from convscope.runs.record import Record
    from convscope.verbs.run_report import RunReported
    from convscope.verbs.runs import RunExported, RunsCompared, RunShown, RunsListed

STATUS = {
    "done": "green", "running": "cyan", "interrupted": "yellow", "cut off": "yellow", "failed": "red",
    "broken": "bold red",
}  # fmt: skip
SHORT = {"mean average precision": "mAP", "mean IoU": "mIoU"}


def in_short(result: Run | RunsListed | RunShown | RunReported | RunsCompared | RunExported) -> str:
    """In one line: the folders, a folder and its score, or where something was written."""
    if hasattr(result, "runs"):
        return " ".join(str(one.folder) for one in result.runs)
    if hasattr(result, "path"):
        return str(result.path)
    run = result.run if hasattr(result, "run") else result
    _, score = run.record.score or ("", float("nan"))
    return f"{run.folder} {score:.4f}"


def trained(result: Run) -> Any:
    """What came out, where it is, what to do next."""
    record = result.record
    told: str = record.status
    if record.score is not None:
        name, score = record.score
        told = f"test {name} {score:.2%} of {record.pictures['test']}"
    boxes = result.record.answers == "box"
    look = f"convscope {'detect' if boxes else 'look'} {shlex.quote(str(result.folder))} PICTURE{'S' if boxes else ''}"
    return Text.assemble((told, "bold"), f"\nrun {result.folder}\nnext: {look}")


def listed(result: RunsListed) -> Any:
    """A line a run, the latest first."""
    if not result.runs:
        return Text(f"no runs in {result.folder}; train one: convscope train digits --model lenet5")
    grid = _table("run", "status", "data", "model", "test", "best epoch", "time", "started")
    broken: list[Any] = []
    for one in result.runs:
        if one.record is None:
            broken.append(Text.assemble((f"{one.folder}  broken", STATUS["broken"]), f"  {one.reason}"))
            continue
        record = one.record
        score = "–"
        if record.score is not None:
            told, value = record.score
            score = f"{value:.2%}" if told == "accuracy" else f"{value:.2%} {SHORT.get(told, told)}"
        grid.add_row(
            str(one.folder), Text(one.state, style=STATUS[one.state]), record.data, record.model,
            score, _best(record), f"{record.seconds:.1f} s",
            record.started[:16].replace("T", " "),
        )  # fmt: skip
    return Group(grid, *broken)


def shown(result: RunShown) -> Any:
    """What was asked, what came out, a line an epoch."""
    record = result.run.record
    facts = _table("", "", head=False)
    pictures = ", ".join(f"{count:,} {part}" for part, count in record.pictures.items())
    recipe = ", ".join(f"{name}={value}" for name, value in record.recipe.items() if value not in (0, 0.0, False, None))
    results = ", ".join(f"{name.replace('_', ' ')} {value:.4f}" for name, value in record.results.items())
    for what, told in (
        ("status", result.run.state + (f": {record.reason}" if record.reason else "")),
        ("data", f"{record.data}: {pictures}"),
        ("model", record.model),
        ("recipe", recipe),
        ("with", f"seed {record.seed}, {record.device}, {record.threads} threads, torch {record.torch}"),
        (
            "time",
            f"{record.seconds:.1f} s, {record.epochs} epochs, best {_best(record)}",
        ),
        ("results", results or "–"),
        ("again", record.command),
        ("go on", _goes_on(result.run)),
    ):
        if not told:
            continue
        facts.add_row(Text(what, style="dim"), Text(told))
    columns = {"train loss": "train_loss", "train acc.": "train_accuracy", "val. loss": "validation_loss"}
    columns |= {
        "val. acc.": "validation_accuracy",
        "val. mAP": "validation_average_precision",
        "val. mIoU": "validation_mean_iou",
        "val. mAP@50": "validation_map_50",
        "val. mAP@50:95": "validation_map",
    }
    have = {name for line in result.run.metrics for name in line}
    columns = {told: name for told, name in columns.items() if name in have}
    epochs = _table("epoch", *columns, numbers=True)
    for line in result.run.metrics:
        mark = "*" if line["epoch"] == record.best_epoch else ""
        epochs.add_row(
            f"{line['epoch']}{mark}", *(f"{line[name]:.4f}" if name in line else "–" for name in columns.values())
        )
    return Group(Text(str(result.run.folder), style="bold"), facts, Text(), epochs)


def _goes_on(run: Run) -> str:
    """Say how a run that was stopped goes on; nothing of one that is done, or under way."""
    stopped = run.resumable and run.state != "running"
    return f"convscope train --resume {shlex.quote(str(run.folder))}" if stopped else ""


def reported(result: RunReported) -> Any:
    """Where the report is, or why there is none."""
    if result.reason:
        return Text(f"no report: it could not be drawn: {result.reason}", style="yellow")
    return Text(str(result.path), style="bold")


def left(event: RunReported) -> list[Any]:
    """Say after a training where its report is."""
    if event.reason:
        return [reported(event)]
    return [f"   report: {event.path}"]


def compared(result: RunsCompared) -> Any:
    """What differed, what came out, and where the picture is."""
    first, second = (str(run.folder) for run in result.comparison.runs)
    asked = _table("asked differently", first, second)
    for what, one, other in result.comparison.differences:
        asked.add_row(what, Text(_told(one)), Text(_told(other)))
    came = _table("came out", first, second, "difference", numbers=True)
    for what, one, other in result.comparison.results:
        difference = "" if one is None or other is None else f"{other - one:+.4g}"
        came.add_row(what.replace("_", " "), _told(one), _told(other), difference)
    nothing = Text("nothing was asked differently", style="dim")
    return Group(
        asked if result.comparison.differences else nothing, Text(), came, Text(str(result.path), style="bold")
    )


def exported(result: RunExported) -> Any:
    """Where, and what is in it."""
    return Text.assemble((str(result.path), "bold"), f"  {', '.join(result.files)}")


def _told(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _table(*columns: str, head: bool = True, numbers: bool = False) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=head, padding=(0, 2, 0, 0))
    for place, name in enumerate(columns):
        table.add_column(name, overflow="fold", justify="right" if numbers and place else "left")
    return table


def _best(record: Record) -> str:
    """Name the epoch whose weights were kept; 0 is the last layer alone, in fine-tuning."""
    return "–" if record.best_epoch is None else str(record.best_epoch)
