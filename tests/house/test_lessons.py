"""What lessons show is as they show it: commands are ones, and Python runs."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from convscope.cli import commands
from convscope.cli.main import app
from convscope.lab.learn import OURS
from convscope.verbs import VERBS

NET = """
from torch import nn

class Net(nn.Module):
    input_shape = (3, 32, 32)

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3)

    def forward(self, pictures):
        return self.conv1(pictures).mean((2, 3))
"""


def blocks(kind: str) -> Iterator[tuple[str, str]]:
    """Give each English lesson's blocks of a kind; the Chinese ones' are the same, which a test of Learn holds."""
    for path in sorted(OURS.glob("en/*.md")):
        for text in re.findall(rf"^```{kind}\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
            yield path.stem, text


COMMANDS = {line for _, text in blocks("command") for line in text.splitlines()}
MENTIONED = {
    words
    for path in OURS.glob("*/*.md")
    for words in re.findall(r"`(convscope [^`]+)`", path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("line", sorted(COMMANDS | MENTIONED))
def test_a_command_of_a_lesson_is_one(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line takes it, with all its options."""

    def stop(*_: Any) -> None:
        raise click.exceptions.Exit

    monkeypatch.setattr(commands, "_run", stop)
    words = shlex.split(line)[1:]
    named = len(words) == 1 and words[0] in {verb.name for verb in VERBS}  # in passing, without what it needs
    result = CliRunner().invoke(app, [*words, "--help"] if named else words)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(("name", "code"), list(blocks("python")), ids=[name for name, _ in blocks("python")])
def test_python_of_a_lesson_runs(
    name: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From top to bottom, beside a file of the reader's; it prints something or writes what it names."""
    (tmp_path / "net.py").write_text(NET)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, name, "exec"), {})  # our own lessons
    named = re.findall(r'save\("([^"]+)"', code)
    assert all((tmp_path / one).is_file() for one in named)
    assert named or capsys.readouterr().out
