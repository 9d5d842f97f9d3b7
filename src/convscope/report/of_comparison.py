"""The report of two runs: what was asked differently, what came out, on which classes and pictures they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.draw import panel_svg
from convscope.errors import ConvscopeError
from convscope.look import disagreements, per_class
from convscope.report.blocks import Block, Curves, Prose, SameAs, Table, Tiles
from convscope.report.of_run import data_of
from convscope.report.page import Page, Section

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Comparison, Run

MOST_CLASSES = 20


def of_comparison(comparison: Comparison, dataset: Dataset | None = None) -> Page:
    """Tell two runs side by side as a page; `write` makes a file of it.

    Without ``dataset`` that of the first run is loaded from where it was. What cannot be told of classes and pictures,
    as the runs were tested on other ones, stands on the page with the reason.
    """
    first, second = comparison.runs
    names = (str(first.folder), str(second.folder))
    sections = [_asked(comparison, names), _came_out(comparison, names)]
    if comparison.curves:
        told = Prose("Full lines are validation, dashed ones training. " + comparison.chart().sentence)
        sections.append(
            Section("How they learnt", [Curves([panel_svg(one) for one in comparison.chart().panels]), told])
        )
    try:
        data = data_of(first, dataset)
        data_of(second, data)
        sections.append(Section("Class by class", _classes(first, second, data)))
        sections.append(Section("Where they disagree", _pictures(first, second, data)))
    except ConvscopeError as error:
        sections.append(Section("Where they disagree", [Prose(f"Not to be told: {error.problem}.")]))
    sections.append(Section("The same again", [_same(names)]))
    return Page(f"{first.folder.name} and {second.folder.name}", _lead(first, second), sections)


def _asked(comparison: Comparison, names: tuple[str, str]) -> Section:
    rows = [(what, _told(one), _told(other)) for what, one, other in comparison.differences]
    if not rows:
        return Section("Asked differently", [Prose("Nothing: data, network, recipe, seed and versions are the same.")])
    return Section("Asked differently", [Table(("", *names), rows, texts=3)])


def _came_out(comparison: Comparison, names: tuple[str, str]) -> Section:
    rows = []
    for what, one, other in comparison.results:
        difference = "" if one is None or other is None else f"{other - one:+.4g}".replace("-", "−")
        rows.append((what.replace("_", " "), _told(one), _told(other), difference))
    return Section("Came out", [Table(("", *names, "difference"), rows)])


def _classes(first: Run, second: Run, data: Dataset) -> list[Block]:
    """Show the classes whose F1 differs most."""
    one, other = per_class(first, data), per_class(second, data)
    gained = np.nan_to_num(other.f1) - np.nan_to_num(one.f1)
    order = np.argsort(-np.abs(gained), kind="stable")[:MOST_CLASSES]
    rows = [
        (data.classes[k], f"{one.counts[k]:,}", _share(one.f1[k]), _share(other.f1[k]), _signed(gained[k]))
        for k in order
    ]
    names = (first.folder.name, second.folder.name)
    blocks: list[Block] = [Table(("class", "pictures", *(f"F1, {name}" for name in names), "difference"), rows)]
    if len(data.classes) > len(rows):
        blocks.append(Prose(f"Of {len(data.classes):,} classes the {len(rows)} whose F1 differs most."))
    return blocks


def _pictures(first: Run, second: Run, data: Dataset) -> list[Block]:
    blocks: list[Block] = []
    for run, view in zip((first, second), disagreements(first, second, data), strict=True):
        title = f"right in {run.folder.name} alone"
        blocks.append(Tiles(view, side=104, title=title) if len(view.array) else Prose(f"{view.sentence[:-1]}."))
    return blocks


def _same(names: tuple[str, str]) -> SameAs:
    import shlex

    opened = ", ".join(f"cs.open_run({name!r})" for name in names)
    return SameAs(
        shlex.join(["convscope", "runs", "compare", *names, "--save", "compare.html"]),
        "import convscope as cs\nfrom convscope.runs import compare\n"
        f"cs.report.write(cs.report.of_comparison(compare({opened})), 'compare.html')",
    )


def _lead(first: Run, second: Run) -> str:
    """Say in a sentence which came out better."""
    scores = [run.record.score for run in (first, second)]
    if scores[0] is None or scores[1] is None or scores[0][0] != scores[1][0]:
        return f"{first.folder} and {second.folder}, side by side."
    (told, one), (_, other) = scores[0], scores[1]
    return f"Test {told}: {one:.2%} and {other:.2%}, a difference of {_signed(other - one)}."


def _told(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}".replace("-", "−") if isinstance(value, float) else str(value)


def _share(value: float) -> str:
    return f"{value:.1%}" if value == value else "–"


def _signed(value: float) -> str:
    return f"{value * 100:+.2f} points".replace("-", "−")
