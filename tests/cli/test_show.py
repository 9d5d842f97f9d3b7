"""How results look in a terminal."""

from pathlib import Path

import torch
from click.testing import CliRunner
from rich.console import Console
from torch import nn

from convscope.cli.main import app
from convscope.cli.show_report import shown_warnings
from convscope.lint import check
from convscope.verbs import Doctor, Session

FAULTY = """
from torch import nn


class Net(nn.Module):
    input_shape = (3, 64, 64)

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, stride=4)
        self.norm = nn.BatchNorm2d(16)
        self.border = nn.Conv2d(16, 16, 1, padding=1)
        self.wide = nn.Conv2d(16, 16, 3, padding=1)
        self.twice = nn.Sequential(nn.ReLU(), nn.ReLU())
        self.up = nn.ConvTranspose2d(16, 8, 3, stride=2)
        self.project = nn.Conv2d(8, 8, 1)
        self.mixed = nn.Conv2d(8, 8, 1)
        self.head = nn.Linear(8, 10)
        self.spare = nn.Linear(10, 10)

    def forward(self, x):
        x = self.twice(self.wide(self.border(self.norm(self.stem(x)))))
        x = self.mixed(self.project(self.up(x))).mean((2, 3))
        return self.head(x).softmax(1)
"""


def test_nothing_that_is_wrong_is_hidden_behind_what_is_worse(tmp_path: Path) -> None:
    """Of a network with many faults all warnings and a softmax before the loss are shown, mere hints are not."""
    (tmp_path / "net.py").write_text(FAULTY)
    spelled = f"{tmp_path / 'net.py'}:Net"
    output = CliRunner().invoke(app, ["check", spelled]).output
    warned = ["stride-skips-pixels", "padding-alone", "transposed-checkerboard", "stacked-activations"]
    told = [word.split()[0] for word in output.split("convscope rule ")[1:]]
    assert sorted(told[:-1]) == sorted(warned) and told[-1] == "softmax-inside"
    assert "kinds more; --all prints them" in output
    whole = CliRunner().invoke(app, ["check", spelled, "--all"]).output
    assert {"wasted-bias", "linear-stack", "unused-parameters"} <= {
        word.split()[0] for word in whole.split("convscope rule ")[1:]
    }


def test_before_a_training_it_is_told_what_will_break_it() -> None:
    """A softmax before the loss, though a hint; not a bias that only costs a little."""
    module = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(16, 10), nn.Softmax(1))
    (told,) = shown_warnings(check(module, (1, 4, 4)))
    console = Console(width=200)
    with console.capture() as said:
        console.print(told)
    assert "cross entropy, which expects logits" in said.get()


def test_what_one_rule_finds_at_many_layers_is_one_entry(tmp_path: Path) -> None:
    """The fix, the place and the rule's page stand below it."""
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
