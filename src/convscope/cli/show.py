"""How what a verb hands over looks in a terminal: while it goes on, and at its end."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from convscope.cli.faces import Faces

if TYPE_CHECKING:
    from convscope.cli.counting import CountingDisplay
    from convscope.cli.live import TrainingDisplay
    from convscope.draw import View
    from convscope.experiments import Stage, Tour
    from convscope.lint import Report
    from convscope.network.sizes import Sizes
    from convscope.ship import Bundle
    from convscope.training import Checked
    from convscope.verbs.check_fixed import FixedReport
    from convscope.verbs.check_layer import Explained
    from convscope.verbs.check_written import Reports
    from convscope.verbs.doctor import Diagnosis
    from convscope.verbs.look import Looked
    from convscope.verbs.rule import Pages

WIDE = 160  # columns where the output is no terminal and nothing needs to be folded
UNSHOWN = ("Predicted",)  # events for other programs, a picture each: here the result has them all
COLOURS = {"error": "bold red", "warning": "yellow", "hint": "cyan"}


class Shower:
    """Shows events as they come, live in a terminal and line by line elsewhere; open for as long as a verb runs."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        terminal = sys.stdout.isatty()
        self.console = Console(
            width=None if terminal else WIDE,
            highlight=False,
            soft_wrap=not terminal,
            markup=False,  # [1] in a file's name is that, not a style
            emoji=False,
        )
        self._training: TrainingDisplay | None = None
        self._counting: CountingDisplay | None = None

    def __enter__(self) -> Shower:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._training is not None:
            self._training.close()
        if self._counting is not None:
            self._counting.close()

    def show(self, event: object) -> None:
        """Show one thing that came about."""
        if self.quiet or type(event).__name__ in UNSHOWN:
            return
        if type(event).__name__ == "Counted":
            from convscope.cli.counting import CountingDisplay

            self._counting = self._counting or CountingDisplay()
            self._counting.show(event)  # type: ignore[arg-type]
            return
        if self._counting is not None:
            self._counting.close()
        from convscope.cli.live import TrainingDisplay  # here: what has events has loaded torch already
        from convscope.training import Epoch, Finished, Forecast, OutOfMemory, Resumed, Started, Step

        if isinstance(event, (Started, Forecast, Resumed, OutOfMemory, Step, Epoch, Finished)):
            self._training = self._training or TrainingDisplay(self.console)
            self._training.show(event)
        else:
            for part in on_the_way(event):
                self.console.print(part)

    def result(self, result: object, *, brief: bool) -> None:
        """Show what a verb gave: whole, or in one line."""
        self.console.print(in_short(result) if brief else at_the_end(result))


def _unknown(result: object) -> Any:
    raise NotImplementedError(type(result).__name__)


on_the_way: Faces[list[Any]] = Faces(lambda event: [])  # events; unknown ones are not shown
at_the_end: Faces[Any] = Faces(_unknown)  # results, whole
in_short: Faces[str] = Faces(_unknown)  # results in one line, for --quiet


on_the_way.elsewhere(
    {
        "HeadTrained": "convscope.cli.show_start:head_trained",
        "Noted": "convscope.cli.show_data:noted",
        "Planned": "convscope.cli.show_segment:planned",
        "Cluster": "convscope.cli.show_segment:cluster",
        "RunReported": "convscope.cli.show_runs:left",
        "Serving": "convscope.cli.show_lab:serving",
        "Trained": "convscope.cli.show_experiment:trained",
    }
)
at_the_end.elsewhere(
    {
        "Assessed": "convscope.cli.show_segment:assessed",
        "Benchmark": "convscope.cli.show_bench:benchmark",
        "Caches": "convscope.cli.show_data:caches",
        "Compared": "convscope.cli.show_ship:compared",
        "DataShown": "convscope.cli.show_data:data_shown",
        "Detections": "convscope.cli.show_detect:detections",
        "Diagnosis": "convscope.cli.show_doctor:diagnosis",
        "Experiments": "convscope.cli.show_experiment:listed",
        "Exported": "convscope.cli.show_lab:exported",
        "Duplicates": "convscope.cli.show_retrieve:duplicates",
        "Found": "convscope.cli.show_retrieve:found",
        "Indexed": "convscope.cli.show_retrieve:indexed",
        "Int8Bundle": "convscope.cli.show_ship:int8",
        "Learnt": "convscope.cli.show_style:learnt",
        "Outcome": "convscope.cli.show_experiment:outcome",
        "Prediction": "convscope.cli.show_segment:segmented",
        "Predictions": "convscope.cli.show_predict:predictions",
        "RateFound": "convscope.cli.show_find_rate:found",
        "Run": "convscope.cli.show_runs:trained",
        "RunExported": "convscope.cli.show_runs:exported",
        "RunReported": "convscope.cli.show_runs:reported",
        "RunShown": "convscope.cli.show_runs:shown",
        "RunsCompared": "convscope.cli.show_runs:compared",
        "RunsListed": "convscope.cli.show_runs:listed",
        "Serving": "convscope.cli.show_lab:served",
        "Site": "convscope.cli.show_lab:site",
        "Styled": "convscope.cli.show_style:styled",
        "TilesChecked": "convscope.cli.show_segment:tiles_checked",
    }
)
in_short.elsewhere(
    {
        "Assessed": "convscope.cli.show_segment:assessed_in_short",
        "Benchmark": "convscope.cli.show_bench:benchmark_in_short",
        "Caches": "convscope.cli.show_data:caches_in_short",
        "Compared": "convscope.cli.show_ship:compared_in_short",
        "DataShown": "convscope.cli.show_data:data_in_short",
        "Detections": "convscope.cli.show_detect:in_short",
        "Exported": "convscope.cli.show_lab:exported_in_short",
        "Duplicates": "convscope.cli.show_retrieve:duplicates_in_short",
        "Found": "convscope.cli.show_retrieve:found_in_short",
        "Indexed": "convscope.cli.show_retrieve:indexed_changes",
        "Experiments": "convscope.cli.show_experiment:listed_in_short",
        "Int8Bundle": "convscope.cli.show_ship:int8_in_short",
        "Outcome": "convscope.cli.show_experiment:outcome_in_short",
        "Prediction": "convscope.cli.show_segment:in_short",
        "Predictions": "convscope.cli.show_predict:in_short",
        "RateFound": "convscope.cli.show_find_rate:found_in_short",
        "Run": "convscope.cli.show_runs:in_short",
        "RunExported": "convscope.cli.show_runs:in_short",
        "RunReported": "convscope.cli.show_runs:in_short",
        "RunShown": "convscope.cli.show_runs:in_short",
        "RunsCompared": "convscope.cli.show_runs:in_short",
        "RunsListed": "convscope.cli.show_runs:in_short",
        "Serving": "convscope.cli.show_lab:served",
        "Site": "convscope.cli.show_lab:site_in_short",
        "Learnt": "convscope.cli.show_style:learnt_in_short",
        "Styled": "convscope.cli.show_style:in_short",
        "TilesChecked": "convscope.cli.show_segment:tiles_in_short",
    }
)


@on_the_way.of("Stage")
def _(event: Stage) -> list[Any]:
    return [Text(f"\n{event.number}  {event.title}\n", style="bold")]


@on_the_way.of("Checked")
def _(event: Checked) -> list[Any]:
    from convscope.cli.show_report import shown_warnings

    return shown_warnings(event.report)


@on_the_way.of("Report")
def _(event: Report) -> list[Any]:
    return [at_the_end(event)]


@on_the_way.of("Sizes")
def _(event: Sizes) -> list[Any]:
    return [at_the_end(event)]


@on_the_way.of("View")
def _(event: View) -> list[Any]:
    from convscope.network.table import by

    low, high = event.range
    if event.method in ("feature maps", "feature map"):
        size = by(event.array.shape[1:])
        return [f"   {event.layer:<10} {len(event.array):>3} × {size:<8} from {low:8.3g} to {high:8.3g}"]
    extra = f" · {len(event.array)} tiles" if event.method == "kernels" else ""
    return [f"   {event.method}{' of ' + event.layer if event.layer else ''}{extra}: {event.sentence}"]


@on_the_way.of("Bundle")
def _(event: Bundle) -> list[Any]:
    return [at_the_end(event)]


@at_the_end.of("Report")
def _(result: Report) -> Any:
    from convscope.cli.show_report import shown_report

    return shown_report(result)


@at_the_end.of("FixedReport")
def _(result: FixedReport) -> Any:
    from convscope.cli.show_report import shown_fixed

    return shown_fixed(result.fixed)


@at_the_end.of("Reports")
def _(result: Reports) -> Any:
    from convscope.cli.show_report import shown_report

    shown = [shown_report(report, whole=result.whole) for report in result.reports]
    return Group(*(part for one in shown for part in (one, Text()))) if len(shown) > 1 else shown[0]


@at_the_end.of("Sizes")
def _(result: Sizes) -> Any:
    from convscope.network.sizes_table import heading, summary, table

    here = str(Path.cwd()) + "/"
    lines = [Text(line.replace(here, "")) for line in summary(result)]
    return Group(Text(heading(result), style="bold"), table(result), Text(), *lines)


@at_the_end.of("Explained")
def _(result: Explained) -> Any:
    from convscope.cli.show_report import near
    from convscope.network.explained import facts, heading, sharing_rows

    found = result.explanation
    grid = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for what, told in facts(found):
        grid.add_row(what, Text(told))
    parts: list[Any] = [Text(heading(found), style="bold"), grid]
    if found.layer.place:
        grid.add_row("place", Text(near(found.layer.place)))
    if found.sharing is not None:
        ways = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        head, *rows = sharing_rows(found.sharing)
        for number, name in enumerate(head):
            ways.add_column(name, justify="right" if number else "left")
        for row in rows:
            ways.add_row(*row)
        parts += [Text(), ways]
    if result.path is not None:
        parts += [Text(), Text(str(result.path), style="bold")]
    return Group(*parts)


@at_the_end.of("Bundle")
def _(result: Bundle) -> Any:
    from convscope.ship.bundle import small

    original, shipped = result.original, result.shipped
    by = {"onnx": "ONNX Runtime", "c": "C", "html": "WebAssembly"}.get(result.target, result.target)
    memory = "" if result.flash is None else f"weights (flash) {result.flash:,} bytes, "
    if result.ram is not None:
        memory += f"working memory (RAM) {result.ram:,} bytes beside picture and scores\n"
    return Text.assemble(
        (f"{result.path}", "bold"),
        f"  {result.bytes / 1000:,.0f} kB\n"
        f"largest difference to PyTorch over {result.compared} pictures: {small(result.difference)} "
        f"(allowed: {small(result.tolerance)})\n"
        f"{memory}"
        f"a picture, median of {shipped.calls} calls, {result.threads} thread{'s' * (result.threads > 1)}: "
        f"PyTorch {original.median:.3f} ms ({original.low:.3f}–{original.high:.3f}), {by} {shipped.median:.3f} ms "
        f"({shipped.low:.3f}–{shipped.high:.3f})",
    )


@at_the_end.of("Looked")
def _(result: Looked) -> Any:
    from convscope.network.table import by

    lines = [Text(str(result.path), style="bold")]
    if not result.trained:
        lines.append(Text("the weights are random: this network is not from a run", style="yellow"))
    if result.answers:
        lines.append(Text("answers: " + ", ".join(f"{name} {share:.1%}" for name, share in result.answers)))
    if result.frames:
        lines.append(
            Text(f"a film of {len(result.frames)} frames, from {result.frames[0]} to {result.frames[-1]}; the last:")
        )
    for view in result.views:
        what = f"{view.method} of {view.layer}" if view.layer else view.method
        lines.append(
            Text(f"{what}: {len(view.array)} × {by(view.array.shape[1:])}, {view.range[0]:.3g} to {view.range[1]:.3g}")
        )
    return Group(*lines)


@at_the_end.of("Tour")
def _(result: Tour) -> Any:
    parts: list[Any] = [
        Text.assemble(("\nthe story, with pictures: ", ""), (str(result.report), "bold")),
        Text("\ntry next:"),
    ]
    for command, purpose in result.next:
        parts.append(Text.assemble("  ", (command, "bold"), f"\n      {purpose}"))
    return Group(*parts)


@at_the_end.of("Pages")
def _(result: Pages) -> Any:
    if result.whole:
        from rich.markdown import Markdown

        rule = result.rules[0]
        return Group(
            Text(f"{rule.name}  {rule.code}  {rule.severity}  {rule.asked_by}\n", style="bold"), Markdown(rule.page)
        )
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("code", "name", "severity", "when", "what it finds"):
        grid.add_column(column, no_wrap=column != "what it finds")
    for rule in result.rules:
        grid.add_row(
            rule.code, rule.name, Text(rule.severity, style=COLOURS[rule.severity]), rule.asked_by, rule.summary
        )
    return grid


@in_short.of("FixedReport")
def _(result: FixedReport) -> str:
    return result.fixed.gained


@in_short.of("Reports")
def _(result: Reports) -> str:
    return "\n".join(in_short(report) for report in result.reports)


@in_short.of("Report")
def _(result: Report) -> str:
    network = result.network
    return f"{network.parameters} parameters, {network.macs} MACs, {len(result.findings)} findings"


@in_short.of("Sizes")
def _(result: Sizes) -> str:
    return " ".join(str(length) for length in result.loses_nothing) or "none"


@in_short.of("Explained")
def _(result: Explained) -> str:
    layer = result.explanation.layer
    return str(result.path or f"{layer.parameters} parameters, {layer.macs} MACs")


@in_short.of("Bundle")
def _(result: Bundle) -> str:
    return f"{result.path} {result.difference:.2e}"


@in_short.of("Looked")
def _(result: Looked) -> str:
    return str(result.path)


@in_short.of("Tour")
def _(result: Tour) -> str:
    return str(result.report)


@in_short.of("Pages")
def _(result: Pages) -> str:
    return " ".join(rule.name for rule in result.rules)


@in_short.of("Diagnosis")
def _(result: Diagnosis) -> str:
    lacking = [package.name for package in result.packages if package.version is None and not package.extra]
    return f"missing: {', '.join(lacking)}" if lacking else "well"
