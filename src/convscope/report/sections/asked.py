"""What was trained: the data, the network, what the recipe changes, with what it was computed; and the same again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from convscope.report.blocks import Block, Facts, Prose, SameAs, Table
from convscope.report.page import Section
from convscope.training.outset import own_recipe
from convscope.training.resume import start_again
from convscope.training.starting import has_weights

if TYPE_CHECKING:
    from convscope.runs import Run
    from convscope.runs.record import Record


def asked(run: Run) -> Section:
    """Say what was trained on what, and where the recipe is not the one that such data have by themselves."""
    record = run.record
    facts = [(f"{record.pictures.get(part, 0):,}", part) for part in ("train", "validation", "test")]
    facts += [(f"{len(record.classes):,}", "classes")]
    blocks: list[Block] = [Facts(facts), Prose(_story(record, several=run.several))]
    differing = changed_fields(run)
    if differing:
        blocks.append(Prose("The recipe is that of such data, but for:"))
        blocks.append(Table(("field", "usual", "here"), [(name, _told(a), _told(b)) for name, a, b in differing]))
    else:
        blocks.append(Prose("The recipe is the one of such data, unchanged."))
    blocks.append(Table(("with what", ""), _computed(record), texts=2))
    return Section("What was trained", blocks)


def same_again(run: Run) -> Section:
    """Give the command and the Python that make the run again."""
    record = run.record
    changes = {name: _spelled(value) for name, _, value in changed_fields(run)}
    recipe = f", recipe={changes!r}" if changes else ""
    words = f"import convscope as cs\nsetup = cs.Setup(seed={record.seed}, threads={record.threads}{_tune(record)})\n"
    data = record.origin or record.data
    python = f"{words}run = cs.train({data!r}, model={record.model!r}{recipe}, setup=setup, out='again')"
    told = "With the same versions, device and threads it comes out the same. This page is made anew by the last line."
    again = f"{python}\ncs.report.write(cs.report.of_run(run), 'report.html')"
    return Section("The same again", [Prose(told), SameAs(record.command, again, shown=True)])


def changed_fields(run: Run) -> list[tuple[str, Any, Any]]:
    """Give each field of the recipe that is not the usual one of such data: its name, the usual value, the run's."""
    record = run.record
    usual = own_recipe(start_again(record), record.data, several=run.several, answers=record.answers).model_dump(
        mode="json"
    )
    return [(name, usual.get(name), value) for name, value in record.recipe.items() if value != usual.get(name)]


def _story(record: Record, *, several: bool) -> str:
    size = f"{record.contract.get('height')} × {record.contract.get('width')}"
    told = f"{record.model} on {record.data}, pictures brought to {size}. "
    if record.head or has_weights(record.model):
        head = record.recipe.get("head_epochs", 0)
        rate = record.recipe.get("body_rate", 1.0)
        told += "It started from the weights that come with the network"
        new = "a new last layer" if record.head.get("fresh") else "the last layer"
        told += f"; {new} learnt alone first, on features of the rest" if head else ""
        told += f", and what lies below learnt at {rate:g} of the learning rate. " if rate != 1 else ". "
    if several:
        told += "A picture may have several labels. "
    told += (
        "Weights follow the training part; which epoch's are kept is decided on the validation part; the test part is "
        "read once, at the end."
    )
    if record.skipped:
        told += f" {len(record.skipped):,} files could not be used; run.json names them."
    return told


def _computed(record: Record) -> list[tuple[str, str]]:
    rows = [
        ("seed", str(record.seed)),
        ("device", f"{record.device}, {record.threads} threads"),
        ("versions", f"convscope {record.convscope}, torch {record.torch}"),
        ("begun", record.started.replace("T", " ")),
    ]
    tuned = record.tuned
    if tuned:
        way = [tuned.get("precision", ""), tuned.get("memory_format", ""), "compiled" if tuned.get("compiled") else ""]
        parts = f"{tuned['micro_batch']} pictures at once" if tuned.get("micro_batch") else ""
        rows.append(("steps", ", ".join(word for word in (*way, parts) if word)))
        rows += [("because", str(tuned["why"]))] if tuned.get("why") else []
    rows += [("continued", f"{record.resumed} times")] if record.resumed else []
    return rows


def _tune(record: Record) -> str:
    """Give the way of computing that the run's command names."""
    said = shlex.split(record.command)
    return f", tune={said[said.index('--tune') + 1]!r}" if "--tune" in said else ""


def _told(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, float) else _spelled(value) or "none"


def _spelled(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
