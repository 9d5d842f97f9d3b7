"""python -m convscope."""

import subprocess
import sys


def test_it_is_the_command_line() -> None:
    """A name that is none gets one clear word and exit code 2."""
    told = [sys.executable, "-m", "convscope", "rule", "no-such-rule"]
    ran = subprocess.run(told, check=False, capture_output=True, text=True)
    assert ran.returncode == 2 and "no-such-rule" in ran.stderr and "Traceback" not in ran.stderr
