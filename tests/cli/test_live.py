"""A training as it goes on: a live line in a terminal, plain lines elsewhere."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from convscope.cli.main import app

# the tour as it is typed, its training cut to four epochs
SHORT_TOUR = """
import sys
from convscope.cli.main import main
from convscope.training import recipe_for, train
short = recipe_for("digits").with_settings({"epochs": "4"})
sys.modules[train.__module__].default_recipe = lambda name: short
main()
"""
TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}


def typed(words: list[str]) -> tuple[int, str]:
    """Run a program in a pseudo-terminal; give its exit code and all that it wrote there."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        words, stdout=theirs, stderr=theirs, stdin=theirs, close_fds=True, env=environment | TERMINAL
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(ours)
    return process.wait(60), said.decode()


def test_the_tour_in_a_terminal_has_a_live_line(tmp_path: Path) -> None:
    """One line is drawn over and over, with loss, accuracy, speed and time left; at the end it is gone."""
    code, text = typed([sys.executable, "-c", SHORT_TOUR, "tour", "--out", str(tmp_path / "run"), "--threads", "1"])
    assert code == 0
    drawn = [line for line in re.split(r"\r|\n", text) if "images/s" in line]
    assert len(drawn) >= 3
    assert any("loss" in line and "validation" in line and "left" in line for line in drawn)
    assert "\x1b[2K" in text  # the line is wiped
    assert text.rindex("images/s") < text.rindex("\x1b[2K") < text.index("test, read once")
    assert [f"{number}  " in text for number in range(1, 6)] == [True] * 5
    assert text.count("test, read once") == 1 and "try next:" in text


def test_plain_lines_where_there_is_no_terminal(tmp_path: Path) -> None:
    """A line an epoch with loss, accuracy, speed and time left; no control characters."""
    words = ["train", "digits", "--model", "linear", "--set", "epochs=3", "--out", str(tmp_path / "run")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if "epoch " in line and "images/s" in line]
    assert [line.split()[1] for line in lines] == ["1/3", "2/3", "3/3"]
    assert all("s left" in line and "loss" in line and "validation" in line for line in lines)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", result.stdout)
    assert result.stdout.count("test, read once, with the weights of epoch") == 1


def test_nothing_of_it_is_shown_where_json_or_one_line_is_asked_for(tmp_path: Path) -> None:
    """With --quiet the result alone."""
    words = ["train", "digits", "--model", "linear", "--set", "epochs=2", "--out", str(tmp_path / "run"), "--quiet"]
    assert len(CliRunner().invoke(app, words).stdout.splitlines()) == 1
