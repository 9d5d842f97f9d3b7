"""A verb as a command: results, JSON, exit codes, and errors of one line."""

import io
import json
import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from torch.utils.flop_counter import FlopCounterMode

from convscope.cli.main import app
from convscope.models import build
from convscope.ship import onnx
from convscope.verbs import Doctor
from convscope.verbs.looks import METHODS

NET = """import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=3)
        self.mix = nn.Conv2d(8, 8, 3, padding=1)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.stem(x))
        y = self.mix(F.relu(self.mix(x)))
        return self.head(F.relu(x + y).mean((2, 3)))
"""
LAYER_KEYS = [
    "name",
    "operator",
    "output_shape",
    "parameters",
    "macs",
    "receptive_field",
    "effective_stride",
    "status",
    "file",
    "line",
]
FINDING_KEYS = ["code", "name", "severity", "layer", "message", "fix", "file", "line", "facts", "changes", "also"]


def run(*words: str, code: int = 0) -> str:
    """Run a command; give what it printed, or, where it was a mistake, what it said on the other stream alone."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    if code == 2:
        assert not result.stdout
        return result.stderr
    assert not result.stderr
    return result.stdout


def test_lenet5_has_its_parameters_and_torchs_macs() -> None:
    """61,706, and MACs equal to torch's own counter over two."""
    found = json.loads(run("check", "lenet5", "--json"))
    with FlopCounterMode(display=False) as counter:
        build("lenet5").module(torch.zeros(1, 1, 32, 32))
    assert found["parameters"] == 61_706 and found["macs"] == counter.get_total_flops() // 2 == 416_520


def test_the_json_has_the_documented_keys(tmp_path: Path) -> None:
    """Of the report, of each layer, of each finding; file and line are those of the constructors."""
    (tmp_path / "net.py").write_text(NET)
    found = json.loads(run("check", f"{tmp_path / 'net.py'}:Net", "--input", "3,32,32", "--json"))
    assert list(found) == ["version", "target", "input", "parameters", "macs", "activation_bytes", "layers", "findings"]
    assert all(list(layer) == LAYER_KEYS for layer in found["layers"])
    assert [list(finding) for finding in found["findings"]] == [FINDING_KEYS]
    (finding,) = found["findings"]
    assert (finding["name"], finding["layer"], finding["line"]) == ("stride-skips-pixels", "stem", 8)
    assert Path(finding["file"]) == tmp_path / "net.py"
    names = [layer["name"] for layer in found["layers"]]
    assert names == ["stem", "relu", "mix", "relu:2", "mix:2", "add", "relu:3", "mean", "head"]
    assert found["parameters"] == 224 + 584 + 90 and found["layers"][4]["parameters"] == 0
    relu, add = found["layers"][1], found["layers"][5]
    assert (relu["line"], add["line"]) == (13, 15)


def test_torchvisions_networks_point_to_their_lines() -> None:
    """resnet18's parameters are the published ones, and each convolution has file and line in torchvision."""
    found = json.loads(run("check", "torchvision:resnet18", "--json"))
    assert found["parameters"] == 11_689_512 and not found["findings"]
    convolutions = [layer for layer in found["layers"] if layer["operator"] == "conv2d"]
    assert len(convolutions) == 20 and all(layer["file"].endswith("resnet.py") for layer in convolutions)
    line = Path(convolutions[0]["file"]).read_text().splitlines()[convolutions[0]["line"] - 1]
    assert "self.conv1 = nn.Conv2d(3" in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "lenet6"], "did you mean 'lenet5'"),
        (["check", "torchvision:resnet1"], "did you mean"),
        (["check", "nowhere.py:Net"], "there is no file nowhere.py"),
        (["check", "lenet5", "--input", "a"], "--input 3,224,224"),
        (["check", "lenet5", "--input", "3,32,32"], "layer conv1 (conv2d"),
        (["rule", "nothing-like-it"], "is not known"),
        (["train", "digits", "--model", "lenet5", "--set", "epoch=3"], "did you mean 'epochs'"),
        (["train", "digitz", "--model", "lenet5"], "did you mean 'digits'"),
        (["train", "digits", "--model", "lenet5", "--device", "nowhere"], "--device auto"),
        (["train", "digits", "--model", "lenet5", "--set", "epochs"], "--set epochs=5"),
        (["train", "digits", "--model", "lenet5", "--set", "epochs=0"], "epochs = '0' is not right"),
        (["look", "lenet5", "none.png"], "there is no picture none.png"),
        (["look", "nowhere/run", "none.png"], "is not known"),
        (["ship", "lenet5", "--out", "net.pb"], "net.onnx"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(words: list[str], said: str) -> None:
    """What came and how to fix it; no traceback."""
    output = run(*words, code=2)
    assert output.endswith("\n")
    output = output.strip()
    assert said in output and len(output.splitlines()) == 1 and output.startswith(f"convscope {words[0]}: ")


def test_shapes_that_do_not_fit_name_layer_shapes_and_what_would(tmp_path: Path) -> None:
    """A linear layer that gets other numbers of features than it takes."""
    (tmp_path / "net.py").write_text(NET.replace("nn.Linear(8, 10)", "nn.Linear(9, 10)"))
    said = run("check", f"{tmp_path / 'net.py'}:Net", "--input", "3,32,32", code=2)
    assert "layer head (linear" in said and "expects 9 features and got 8" in said and "in_features=8" in said
    assert f"{tmp_path / 'net.py'}:10" in said


def test_a_syntax_error_is_told_with_its_line(tmp_path: Path) -> None:
    """File and line of the mistake, exit code 2."""
    (tmp_path / "net.py").write_text("from torch import nn\nclass Net(nn.Module:\n    pass\n")
    output = run("check", f"{tmp_path / 'net.py'}:Net", code=2).strip()
    assert f"{tmp_path / 'net.py'}:2" in output and len(output.splitlines()) == 1


def test_a_run_is_not_written_over_unasked(tmp_path: Path) -> None:
    """Exit code 2 the second time, 0 with --overwrite."""
    words = ["train", "digits", "--model", "linear", "--set", "epochs=1", "--out", str(tmp_path / "run")]
    run(*words)
    assert "--overwrite" in run(*words, code=2)
    run(*words, "--overwrite")


def test_an_unknown_layer_is_told(picture: Path, trained: Path, tmp_path: Path) -> None:
    """With the nearest, and nothing is drawn."""
    out = tmp_path / "maps.png"
    said = run("look", str(trained), str(picture), "--layer", "conv9", "--save", str(out), code=2)
    assert "did you mean 'conv" in said and len(said.splitlines()) == 1
    assert not out.exists()


def test_a_place_that_cannot_be_is_told(picture: Path, trained: Path) -> None:
    """A file is no folder: one line that names the place."""
    said = run("look", str(trained), str(picture), "--layer", "fc3", "--save", f"{picture}/maps.png", code=2)
    assert str(picture) in said and len(said.splitlines()) == 1
    said = run("train", "digits", "--model", "linear", "--out", f"{picture}/run", code=2)
    assert str(picture) in said and len(said.splitlines()) == 1


def test_a_run_that_is_there_stays_as_it_is(trained: Path) -> None:
    """Neither train nor tour touches a file of it, and neither prints a thing before it says so."""
    before = {path: path.read_bytes() for path in trained.rglob("*") if path.is_file()}
    for words in (["tour"], ["train", "digits", "--model", "lenet5"]):
        said = run(*words, "--out", str(trained), code=2)
        assert "already holds a run" in said and "--overwrite" in said and len(said.splitlines()) == 1
    assert before == {path: path.read_bytes() for path in trained.rglob("*") if path.is_file()}


def test_a_failed_comparison_is_exit_code_1(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped network answers otherwise: one line, and no file."""
    module = sys.modules[onnx.__module__]
    other = types.SimpleNamespace(answers=lambda pictures: {"scores": np.full((len(pictures), 10), 3e6)})
    monkeypatch.setattr(module, "load_onnx", lambda *_, **__: other)
    result = CliRunner().invoke(app, ["ship", str(trained), "--out", str(tmp_path / "net.onnx")])
    assert result.exit_code == 1
    assert "differ from PyTorch's by" in result.stderr and len(result.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "convscope doctor: stopped\n"),
        (OSError(28, "No space left on device", "out.png"), 2, "convscope doctor: out.png: No space left on device\n"),
    ],
)
def test_what_comes_from_outside_is_one_line(
    error: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C wherever it comes, a disk that is full."""

    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr(Doctor, "run", stop)
    result = CliRunner().invoke(app, ["doctor"])
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", said)


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a user's mistakes become one line: anything else is raised, to be reported with its traceback."""

    def stop(*_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(Doctor, "run", stop)
    assert isinstance(CliRunner().invoke(app, ["doctor"]).exception, ZeroDivisionError)


def test_an_error_finding_is_exit_code_1() -> None:
    """The table so far, the finding, and 1."""
    assert "output-too-small" in run("check", "lenet5", "--input", "1,8,8", code=1)


def words_of(name: str, trained: Path, picture: Path, folder: Path) -> list[str]:
    """Give a quick command of each verb but the tour, whose words are its training's and its shipping's."""
    return {
        "check": ["check", "lenet5"],
        "rule": ["rule"],
        "train": ["train", "digits", "--model", "linear", "--set", "epochs=1", "--out", str(folder / "run")],
        "look": ["look", str(trained), str(picture), "--layer", "fc3", "--save", str(folder / "maps[1].npz")],
        "ship": ["ship", str(trained), "--out", str(folder / "net[1].onnx")],
        "doctor": ["doctor"],
    }[name]


QUIET = {
    "check": r"61706 parameters, 416520 MACs, 0 findings",
    "rule": r"output-too-small stride-skips-pixels [a-z -]* wasted-bias.*",
    "train": r".*/run 0\.\d{4}",
    "look": r".*/maps\[1\]\.npz",
    "ship": r".*/net\[1\]\.onnx \d\.\d\de-\d\d",
    "doctor": "well",
}


@pytest.mark.parametrize("name", QUIET)
def test_quiet_is_one_line(name: str, trained: Path, picture: Path, tmp_path: Path) -> None:
    """Every verb's result in one line, file names as they are spelled, brackets and all."""
    output = run(*words_of(name, trained, picture, tmp_path), "--quiet")
    assert re.fullmatch(QUIET[name] + "\n", output)


@pytest.mark.parametrize("name", ["rule", "look", "doctor"])
def test_json_is_json(name: str, trained: Path, picture: Path, tmp_path: Path) -> None:
    """Every verb's result as one JSON value and nothing else."""
    assert isinstance(json.loads(run(*words_of(name, trained, picture, tmp_path), "--json")), dict)


def test_the_worst_findings_stand_with_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the terminal a finding has its fix, its file and line below the folder one is in, and the rule to read."""
    (tmp_path / "net.py").write_text(NET)
    monkeypatch.chdir(tmp_path)
    output = run("check", "net.py:Net", "--input", "3,32,32")
    assert "net.py:8 · convscope rule stride-skips-pixels" in output
    assert "898 parameters" in output


def test_quiet_is_one_line_and_json_nothing_else(tmp_path: Path) -> None:
    """For scripts."""
    assert run("check", "lenet5", "--quiet") == "61706 parameters, 416520 MACs, 0 findings\n"
    words = ["train", "digits", "--model", "linear", "--set", "epochs=1", "--out", str(tmp_path / "run"), "--json"]
    assert json.loads(run(*words))["status"] == "done"


def test_the_table_fits_eighty_columns() -> None:
    """No line is wider than the terminal, and every figure stays on its row."""
    from rich.console import Console

    from convscope.lint import check
    from convscope.network.table import FittingTable

    network = check(build("torchvision:resnet18").module, (3, 224, 224)).network
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(FittingTable(network))
    lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= 80 and any("7×7/2+3" in line and "118M" in line for line in lines)


def test_the_help_of_look_tells_of_every_method_and_setting() -> None:
    """What each shows, what it must be given and what can be set: nobody reads the source for that."""
    told = run("look", "--help")
    for method in METHODS:
        assert f"{method.name}: {method.summary}" in told
        for setting in method.settings:
            assert f"--set {setting.name}={setting.default}: " in told
    assert "needs --data and --layer" in told


def test_what_is_not_shared_is_refused_under_torchrun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process would do all of it; one of them says so."""
    told = {"WORLD_SIZE": "2", "LOCAL_RANK": "0", "MASTER_ADDR": "a", "MASTER_PORT": "1"}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    for rank, said in (
        ("0", "convscope rule: torchrun started it 2 times; begin it without: train alone"),
        ("1", ""),
        ("x", "convscope rule: RANK=x is no"),
    ):
        monkeypatch.setenv("RANK", rank)
        result = CliRunner().invoke(app, ["rule"])
        assert result.exit_code == 2 and result.output.startswith(said) and bool(result.output) == bool(said)
