"""How results look in a terminal."""

from pathlib import Path

import torch
from click.testing import CliRunner
from torch import nn

from convscope.cli.main import app
from convscope.verbs import Doctor, Session


def test_at_most_three_kinds_of_findings_worst_first(tmp_path: Path) -> None:
    """What one rule found at many layers is one entry; the fix, the place and the rule's page stand below it."""
    output = CliRunner().invoke(app, ["check", "torchvision:vgg16_bn"]).output
    assert "features.0" in output and "and 12 more" in output and "convscope rule wasted-bias" in output
    assert output.count("fix: ") == 1


def test_an_unknown_field_is_explained_below_the_table(tmp_path: Path) -> None:
    """A question mark in the table, and the layer that caused it in words."""
    (tmp_path / "net.py").write_text(
        "from torch import nn\nclass Net(nn.ConvTranspose2d):\n    input_shape = (1, 8, 8)\n"
        "    def __init__(self):\n        super().__init__(1, 1, 2, stride=2)\n"
        "    def forward(self, x):\n        return super().forward(x.flip(-1))\n"
    )
    output = CliRunner().invoke(app, ["check", f"{tmp_path / 'net.py'}:Net"]).output
    assert "receptive field unknown from flip on" in output and "do not repeat" in output
    assert nn.ConvTranspose2d(1, 1, 2, stride=2)(torch.zeros(1, 1, 8, 8)).shape[-1] == 16 and "1×16×16" in output


def test_a_rules_page_is_shown_whole() -> None:
    """Headings and example."""
    output = CliRunner().invoke(app, ["rule", "stride-skips-pixels"]).output
    assert "Why it hurts" in output and "nn.Conv2d(1, 8, 3, stride=3" in output


def test_doctor_names_every_package_of_the_base() -> None:
    """With what the device is."""
    output = CliRunner().invoke(app, ["doctor"]).output
    assert all(name in output for name in ("torch", "onnxruntime", "click", "device", "threads"))


def test_doctor_lists_the_extras_packages_where_they_are_asked_for() -> None:
    """A row a package, with its version or the word missing; without --extras only what an extra lacks is named."""
    packages = [package for package in Doctor().run(Session()).packages if package.extra]
    assert packages
    rows = CliRunner().invoke(app, ["doctor", "--extras"]).output.splitlines()
    bare = CliRunner().invoke(app, ["doctor"]).output.splitlines()
    for package in packages:
        row = [f"{package.name}", "extra", package.extra, package.version or "missing"]
        assert row in [line.split() for line in rows]
        assert row not in [line.split() for line in bare]
