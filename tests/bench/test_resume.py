"""Killed at random moments, a run goes on to the same bits; bench/resume.py tries twenty times."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "resume.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_what_was_killed_goes_on_to_the_same_bits() -> None:
    """Two trainings, killed once to three times each; in a process of its own, as autograd cannot be forked."""
    words = [sys.executable, str(BENCH), "--trials", "2", "--seed", "1"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 bit-identical after" in done.stdout
