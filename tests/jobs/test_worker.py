"""What a worker does first."""

import subprocess
import sys

import pytest

BEGIN = """
import sys, time
from convscope.jobs.worker import begin
begin()
try:
    print("begun", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("to nobody", flush=True)
    sys.exit(7)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_end_of_its_parent_is_ctrl_c() -> None:
    """Its end of stdin closes, as it does when the parent is killed; what it writes then breaks nothing."""
    with subprocess.Popen([sys.executable, "-c", BEGIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None and worker.stdout is not None
        assert worker.stdout.readline() == b"begun\n"
        worker.stdin.close()
        assert worker.wait(30) == 7 and worker.stdout.read() == b""
