"""The report that every training leaves."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from convscope import report
from convscope.cli.main import app
from convscope.errors import ConvscopeError
from convscope.runs import Run
from convscope.training import Epoch
from convscope.training.train import Stopped
from convscope.verbs import Runs, Session, Train
from convscope.verbs.run_report import RunReported, leave_report, page_path

SHORT = ("epochs=2",)


def test_a_training_leaves_its_report(tmp_path: Path) -> None:
    """In the run's folder, and says where; the same page can be made again elsewhere."""
    said: list[object] = []
    folder = tmp_path / "run"
    Train(data="digits", model="linear", out=str(folder), set=SHORT).run(Session(show=said.append))
    assert said[-1] == RunReported(folder / "report.html")
    again = Runs(action="report", runs=(str(folder),), save=str(tmp_path / "again.html")).run(Session())
    assert isinstance(again, RunReported) and again.as_dict() == {"path": str(tmp_path / "again.html")}
    assert (tmp_path / "again.html").read_text() == (folder / "report.html").read_text()


def test_one_that_is_stopped_leaves_it_too(tmp_path: Path) -> None:
    """Of what there is; resumed, it leaves the whole one."""

    def stop(event: object) -> None:
        if isinstance(event, Epoch):
            raise KeyboardInterrupt

    folder = tmp_path / "run"
    with pytest.raises(Stopped):
        Train(data="digits", model="linear", out=str(folder), set=SHORT).run(Session(show=stop))
    assert "Stopped after 1 of 2 epochs" in (folder / "report.html").read_text()
    Train(data=str(folder), resume=True).run(Session())
    assert "test pictures it had never seen" in (folder / "report.html").read_text()


def test_that_it_cannot_be_drawn_is_said_and_nothing_else(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run stays as it is."""

    def broken(*_: object) -> None:
        raise ValueError("no ink\nat all")

    monkeypatch.setattr(report, "of_run", broken)
    said: list[object] = []
    leave_report(run, Session(show=said.append))
    assert said == [RunReported(run.folder / "report.html", "no ink")]
    assert said[0].as_dict() == {"path": None, "reason": "no ink"}  # type: ignore[attr-defined]


def test_only_a_page_can_be_written(run: Run) -> None:
    """Another name is told."""
    with pytest.raises(ConvscopeError, match=r"end it in \.html"):
        page_path("report.pdf")
    with pytest.raises(ConvscopeError, match=r"end it in \.html"):
        Runs(action="report", runs=(str(run.folder),), save="report.png").run(Session())


def test_the_terminal_says_where(run: Run, tmp_path: Path) -> None:
    """Whole, and in a line."""
    for words in ([], ["--quiet"]):
        said = CliRunner().invoke(app, ["runs", "report", str(run.folder), "--save", str(tmp_path / "r.html"), *words])
        assert said.exit_code == 0 and said.output.strip() == str(tmp_path / "r.html")
