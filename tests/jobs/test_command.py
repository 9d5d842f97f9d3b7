"""A command in a process of its own."""

import signal
import sys

import pytest

from convscope.jobs import Command
from convscope.jobs import command as room


def test_what_a_command_says_and_gives_is_kept() -> None:
    """The result, by the same keys as --json."""
    run = Command(["rule", "wasted-bias"])
    assert run.wait() == run.ended == "result"
    assert "wasted-bias" in str(run.last)


def test_a_mistake_is_told_in_the_commands_words() -> None:
    """With the exit code that it left with."""
    run = Command(["rule", "no-such-rule"])
    assert run.wait() == "error"
    assert "no-such-rule" in run.last["message"] and run.last["exit_code"] == 2


LONG = """
import sys, time, signal
signal.signal(signal.SIGINT, signal.{handler})
print('{{"event": "counted", "done": 3, "total": 9}}', flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    print('{{"event": "interrupted", "message": "stopped", "exit_code": 130}}', flush=True)
"""


def counting(monkeypatch: pytest.MonkeyPatch, handler: str) -> Command:
    monkeypatch.setattr(room, "START", LONG.format(handler=handler))
    run = Command([])
    while "counted" not in run.events:
        assert not run.ended
    return run


def test_stopping_is_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says on the way out is how it ended."""
    run = counting(monkeypatch, "default_int_handler")
    assert run.events["counted"] == {"done": 3, "total": 9}
    run.stop()
    assert run.wait() == "interrupted" and run.last["message"] == "stopped"
    run.stop()  # once more does no harm


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_does_not_stop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving waits a little, then no more; that it was killed is told as a fault."""
    monkeypatch.setattr(room, "GRACE", 0.2)
    run = counting(monkeypatch, "SIG_IGN")
    run.leave()
    assert run.ended == "error" and run.last["exit_code"] == -signal.SIGKILL


def test_its_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """To who began it, once; stopped before it could say anything, it was stopped."""
    monkeypatch.setattr(room, "START", "import time; time.sleep(60)")
    ends: list[Command] = []
    run = Command([], ends.append)
    run.stop()
    assert run.wait() == "interrupted" and ends == [run]


def test_what_a_crash_said_last_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends without a word of its own."""
    monkeypatch.setattr(room, "START", "import sys; print('not JSON'); sys.exit('out of luck')")
    run = Command([])
    assert run.wait() == "error" and run.last["message"] == "out of luck"
