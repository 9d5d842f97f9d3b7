"""`check --fixed` and `check --diff`: the network after its fixes, and their patch."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from convscope.cli.main import app
from convscope.lint import check
from convscope.loading import load
from convscope.verbs.check_fixed import fixed_report

CODE = """from torch import nn


def net(padding=0):
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=3),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Conv2d(8, 8, 3, stride=3, padding=padding),
    )
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a network, the working one."""
    (tmp_path / "net.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["check", "net.py:net", "--input", "3,32,32", *words])
    return found.exit_code, found.output


def test_the_table_after_all_fixes_is_shown(project: Path) -> None:
    """With what was changed for which finding, and what is gained; the code is the report's as it came."""
    code, output = run("--fixed")
    assert code == 0 and "after 3 fixes" in output
    assert "stride-skips-pixels: padding=1" in output and "wasted-bias: bias=False" in output
    assert "findings 3 → 0" in output.replace("\n", " ")
    assert run("--fixed", "--fail-on", "warning")[0] == 1
    assert run("--fixed", "--quiet")[1].startswith("parameters")


def test_the_patch_is_taken_by_patch(project: Path) -> None:
    """What is not in it stands before it and is skipped; applied, only that is found again."""
    code, output = run("--diff")
    assert code == 0 and output.startswith("# ") and "--- a/net.py" in output
    subprocess.run(["patch", "-p1"], input=output, text=True, check=True, capture_output=True, cwd=project)
    text = (project / "net.py").read_text()
    assert "nn.Conv2d(3, 8, 3, stride=3, padding=1, bias=False)," in text
    again = json.loads(run("--json")[1])
    assert "wasted-bias" not in [finding["name"] for finding in again["findings"]]


def test_json_holds_the_patch(project: Path) -> None:
    """With --diff the text, what it could not hold, and the report after."""
    plain = json.loads(run("--diff", "--json")[1])
    assert plain["patch"].startswith("--- a/net.py") and plain["gained"]["findings"] == [3, 0]
    assert "patch" not in json.loads(run("--fixed", "--json")[1])


def test_a_sound_network_has_nothing_to_patch(project: Path) -> None:
    """And says so."""
    found = CliRunner().invoke(app, ["check", "lenet5", "--diff"])
    assert (found.exit_code, found.output) == (0, "# nothing to patch\n")
    model = load("lenet5")
    assert fixed_report(check(model.module, model.contract.input_shape), diff=False).text is None


@pytest.mark.parametrize("words", [("--sizes", "30:33"), ("--layer", "0"), ("--format", "sarif")])
def test_what_does_not_go_together_is_told(project: Path, words: tuple[str, str]) -> None:
    """One line and exit code 2."""
    code, output = run("--diff", *words)
    assert code == 2 and words[0] in output and output.count("\n") == 1
