"""The verb ``runs``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.verb import Argument, Option, Session, Verb

if TYPE_CHECKING:
    from convscope.runs import Comparison, Listed, Run
    from convscope.verbs.run_report import RunReported

ACTIONS = ("list", "show", "report", "compare", "export")
COMPARED = "compare.png"
PLACES = {"show": 1, "report": 1, "compare": 2, "export": 1}


@dataclass(frozen=True)
class RunsListed:
    """The runs of a folder."""

    folder: Path
    runs: tuple[Listed, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"folder": str(self.folder), "runs": [run.as_dict() for run in self.runs]}


@dataclass(frozen=True)
class RunShown:
    """One run: what was asked, what came out, its curve."""

    run: Run

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**self.run.as_dict(), "metrics": list(self.run.metrics)}


@dataclass(frozen=True)
class RunsCompared:
    """Two runs side by side, and where their curves were drawn."""

    comparison: Comparison
    path: Path

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**self.comparison.as_dict(), "path": str(self.path)}


@dataclass(frozen=True)
class RunExported:
    """Where a run was written to."""

    path: Path
    files: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"path": str(self.path), "files": list(self.files)}


@dataclass(frozen=True, kw_only=True)
class Runs(Verb):
    """Runs that were trained: list a folder's, show one, report on one, compare two, export one for others.

    list: a line a run, the latest first; broken ones with the reason. show: what was asked and what came out, epoch by
    epoch. report: one page of HTML with curves, confusion, scores of each class, calibration, the pictures it was most
    wrong about, kernels and weights through training; every training leaves one. compare: what was asked differently
    (recipe, data, versions), what came out, and both curves as a picture; as a page also which classes and
    pictures one got right and the other wrong. export: metrics.csv, weights.safetensors, run.json and the report, as a
    folder or a zip file.
    """

    name: ClassVar[str] = "runs"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope runs list",
        "convscope runs show runs/digits-lenet5",
        "convscope runs report runs/digits-lenet5",
        "convscope runs compare runs/short runs/long --save both.svg",
        "convscope runs compare runs/short runs/long --save both.html",
        "convscope runs export runs/digits-lenet5 --out lenet5.zip",
    )

    action: Annotated[str, Argument("list, show, report, compare or export.", "ACTION")]
    runs: Annotated[
        tuple[str, ...], Argument("Run folders; for list the folder they are in, by default runs.", "RUN")
    ] = ()
    save: Annotated[
        str | None,
        Option(
            "compare: where to draw, .png or .svg, by default compare.png; or a page, .html, with classes and "
            "pictures; report: .html, by default RUN/report.html.",
            "FILE",
        ),
    ] = None
    out: Annotated[str | None, Option("export: a folder or a .zip file; by default RUN's name.zip.", "PATH")] = None

    def run(self, session: Session) -> RunsListed | RunShown | RunReported | RunsCompared | RunExported:
        """Do the one that is asked for."""
        from convscope.runs import compare, list_runs, open_run

        self._check()
        if self.action == "list":
            folder = Path(self.runs[0] if self.runs else "runs")
            return RunsListed(folder, list_runs(folder))
        if self.action == "show":
            return RunShown(_read(open_run(self.runs[0])))
        if self.action == "report":
            return self._reported()
        if self.action == "export":
            return self._exported()
        from convscope.draw.chart import chart_path
        from convscope.report import of_comparison, write

        place = self.save or COMPARED
        path = Path(place) if _is_page(place) else chart_path(place)
        comparison = compare(*(_read(open_run(place)) for place in self.runs))
        if _is_page(place):
            return RunsCompared(comparison, write(of_comparison(comparison), path))
        return RunsCompared(comparison, comparison.chart().save(path))

    def _check(self) -> None:
        from convscope.errors import ConvscopeError, UnknownName

        if self.action not in ACTIONS:
            raise UnknownName("action", self.action, list(ACTIONS))
        needed, came = PLACES.get(self.action), len(self.runs)
        if (needed is None and came > 1) or (needed is not None and came != needed):
            fix = "name " + ("one folder" if needed in (None, 1) else "two of them, as in runs/short runs/long")
            raise ConvscopeError(f"{came} run folders came with {self.action}", fix=fix)
        for option, actions in (("save", ("compare", "report")), ("out", ("export",))):
            if getattr(self, option) is not None and self.action not in actions:
                raise ConvscopeError(f"--{option} came with {self.action}", fix=f"it is of {' and '.join(actions)}")

    def _reported(self) -> RunReported:
        from convscope.runs import open_run
        from convscope.verbs.run_report import page_path, write_report

        path = page_path(self.save or Path(self.runs[0]) / "report.html")
        return write_report(_read(open_run(self.runs[0])), path)

    def _exported(self) -> RunExported:
        import zipfile

        from convscope.runs import export_run, open_run

        run = open_run(self.runs[0])
        path = export_run(run, self.out or f"{run.folder.resolve().name}.zip")
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                return RunExported(path, tuple(sorted(name.partition("/")[2] for name in archive.namelist())))
        return RunExported(path, tuple(sorted(file.name for file in path.iterdir())))

    def python(self) -> str:
        """Write the Python that does the same."""
        start = "import convscope as cs\n"
        places = self.runs or ("runs",)
        opened = [f"cs.open_run({place!r})" for place in places]
        if self.action == "show":
            return f"{start}run = {opened[0]}\nprint(run.record, run.metrics)"
        if self.action == "report":
            path = str(self.save or Path(places[0]) / "report.html")
            return f"{start}cs.report.write(cs.report.of_run({opened[0]}), {path!r})"
        if self.action == "compare":
            both = ", ".join(opened)
            place = self.save or COMPARED
            drawn = f"comparison.chart().save({place!r})"
            if _is_page(place):
                drawn = f"cs.report.write(cs.report.of_comparison(comparison), {place!r})"
            return (
                f"{start}from convscope.runs import compare\ncomparison = compare({both})\n"
                f"print(comparison.differences, comparison.results)\n{drawn}"
            )
        if self.action == "export":
            out = self.out or f"{Path(places[0]).resolve().name}.zip"
            return f"{start}from convscope.runs import export_run\nexport_run({opened[0]}, {out!r})"
        return f"from convscope.runs import list_runs\nruns = list_runs({places[0]!r})\nprint(runs)"


def _is_page(place: str) -> bool:
    return place.lower().endswith(".html")


def _read(run: Run) -> Run:
    """Read all that will be shown, so that a broken run is told before anything is."""
    _ = run.record, run.metrics
    return run
