"""The command as it is installed."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = str(Path(sys.executable).with_name("convscope"))


@pytest.mark.parametrize("words", [["--help"], ["rule"]])
def test_it_starts_in_half_a_second_without_torch(words: list[str]) -> None:
    """The best of five starts, in processor time since tests run side by side; torch is not among the imports."""
    seconds = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([SCRIPT, *words], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < 0.5
    program = (
        "import sys; from convscope.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('torch' in sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program, *words], check=True, capture_output=True, text=True)
    assert ran.stderr.strip() == "False"


def test_ctrl_c_in_training_keeps_the_run(tmp_path: Path) -> None:
    """Exit code 130, one line, and a run whose weights load."""
    words = ["train", "digits", "--model", "lenet5", "--set", "epochs=500", "--out", str(tmp_path / "run")]
    process = subprocess.Popen([SCRIPT, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        time.sleep(0.1)
        if (tmp_path / "run" / "weights.safetensors").exists():
            break
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(said.strip().splitlines()) == 1 and "the run is kept in" in said
    from convscope.loading import load
    from convscope.runs import open_run

    assert open_run(tmp_path / "run").record.status == "interrupted"
    load(str(tmp_path / "run"))


def test_completion_is_there_for_bash() -> None:
    """The shell is told how to complete verbs."""
    environment = {
        **os.environ,
        "_CONVSCOPE_COMPLETE": "complete_bash",
        "COMP_WORDS": "convscope ch",
        "COMP_CWORD": "1",
    }
    ran = subprocess.run([SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert "check" in ran.stdout
