"""A training as it goes on."""

import os
import pty
import subprocess
import sys
from pathlib import Path

SCRIPT = str(Path(sys.executable).with_name("convscope"))


def words(folder: Path) -> list[str]:
    return [SCRIPT, "train", "digits", "--model", "linear", "--set", "epochs=3", "--out", str(folder)]


def test_plain_lines_where_there_is_no_terminal(tmp_path: Path) -> None:
    """A line an epoch with loss, accuracy, speed and time left; no control characters."""
    said = subprocess.run(words(tmp_path / "run"), check=True, capture_output=True, text=True).stdout
    lines = [line for line in said.splitlines() if "epoch " in line and "images/s" in line]
    assert len(lines) == 3 and all("s left" in line and "loss" in line for line in lines)
    assert "\x1b" not in said and "read once" in said


def test_a_live_line_in_a_terminal(tmp_path: Path) -> None:
    """In a terminal the line is drawn over and over, with speed and time left."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(words(tmp_path / "run"), stdout=theirs, stderr=theirs, stdin=theirs, close_fds=True)
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
    assert process.wait(60) == 0
    text = said.decode(errors="replace")
    assert "\x1b[" in text and "images/s" in text and "read once" in text
