"""What ``check --tiles`` adds to a report."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from convscope.cli.main import app

NET = """from torch import nn


class Net(nn.Sequential):
    input_shape = (3, 64, 64)

    def __init__(self, middle=None):
        middle = nn.AdaptiveAvgPool2d(16) if middle == "pool" else nn.GroupNorm(2, 4) if middle else nn.Identity()
        super().__init__(nn.Conv2d(3, 4, 3, 2, 1), middle, nn.ReLU(), nn.Upsample(scale_factor=2))
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(NET)


def check(*words: str) -> str:
    result = CliRunner().invoke(app, ["check", *words, "--tiles"])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_margin_and_stride_are_told() -> None:
    """After the report; by --json under tiles, and by --quiet in a line of its own."""
    told = check("net.py:Net")
    assert "on a scene of 10,000 × 10,000 pixels" in told and "origins on multiples of 2" in told
    found = json.loads(check("net.py:Net", "--json"))
    assert found["tiles"]["exact"] and found["tiles"]["stride"] == [2, 2] and found["layers"]
    assert check("net.py:Net", "--quiet").splitlines()[1].startswith("exact: ")


def test_the_layer_that_forbids_it_is_told_with_what_to_change() -> None:
    """The fix is that of the rule which found it."""
    told = check("net.py:Net(middle='norm')")
    assert "NOT exact: 1 (group_norm" in told and "convscope rule tile-dependent-norm" in told
