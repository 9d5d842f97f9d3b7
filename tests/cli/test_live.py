"""A training as it goes on: a live line in a terminal, plain lines elsewhere."""

import os
import pty
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from convscope.cli.main import app
from convscope.training import recipe_for


@contextmanager
def terminal() -> Iterator[list[bytes]]:
    """Make the program's output a pseudo-terminal's; what is written there is listed at the end."""
    ours, theirs = pty.openpty()
    said: list[bytes] = []

    def read() -> None:
        with suppress(OSError):  # the other end is closed
            while part := os.read(ours, 65536):
                said.append(part)

    reader = Thread(target=read)
    reader.start()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        for name, value in {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}.items():
            patch.setenv(name, value)
        with os.fdopen(theirs, "w", encoding="utf-8") as screen:
            patch.setattr(sys, "stdout", screen)
            patch.setattr(sys, "stderr", screen)
            yield said
    reader.join(60)
    os.close(ours)


def test_the_tour_in_a_terminal_has_a_live_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line is drawn over and over, with loss, accuracy, speed and time left; at the end it is gone."""
    short = recipe_for("digits").with_settings({"epochs": "4"})
    monkeypatch.setattr("convscope.training.outset.default_recipe", lambda name: short)
    with terminal() as said:
        assert app(["tour", "--out", str(tmp_path / "run"), "--threads", "1"], standalone_mode=False) in (0, None)
    text = b"".join(said).decode()
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
