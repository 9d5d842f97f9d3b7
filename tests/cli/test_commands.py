"""A verb as a command: results, JSON, exit codes, and errors of one line."""

import io
import json
from pathlib import Path

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode
from typer.testing import CliRunner

from convscope.cli.main import app
from convscope.models import build

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
FINDING_KEYS = ["code", "name", "severity", "layer", "message", "fix", "file", "line"]


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


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
        (["look", "lenet5", "none.png"], "there is no picture none.png"),
        (["ship", "lenet5", "--out", "net.pb"], "net.onnx"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(words: list[str], said: str) -> None:
    """What came and how to fix it; no traceback."""
    output = run(*words, code=2).strip()
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


def test_an_error_finding_is_exit_code_1() -> None:
    """The table so far, the finding, and 1."""
    assert "output-too-small" in run("check", "lenet5", "--input", "1,8,8", code=1)


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
