"""One process a run folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from convscope.errors import RunExists
from convscope.runs.lock import LOCK, FolderLock, is_locked

HOLD = "import sys, time; from pathlib import Path; from convscope.runs.lock import FolderLock; "
HOLD += "lock = FolderLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"


def test_a_second_process_is_told_which_one_is_there_until_that_is_killed(tmp_path: Path) -> None:
    """After SIGKILL, which lets nobody tidy up, the folder can be written into again."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    assert is_locked(tmp_path)
    with pytest.raises(RunExists, match=rf"is being written by process {holder.pid}; wait for it, or choose another"):
        FolderLock(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert (tmp_path / LOCK).exists() and not is_locked(tmp_path)
    FolderLock(tmp_path).release()


def test_what_is_released_is_free_and_leaves_nothing(tmp_path: Path) -> None:
    """Releasing twice does no harm, not even to the next one's lock."""
    first = FolderLock(tmp_path)
    first.release()
    assert list(tmp_path.iterdir()) == [] and not is_locked(tmp_path)
    second = FolderLock(tmp_path)
    first.release()
    with pytest.raises(RunExists):
        FolderLock(tmp_path)
    second.release()


def test_a_lock_file_with_nothing_readable_in_it_still_locks(tmp_path: Path) -> None:
    """Killed between locking and writing its number: the next one is told of another process."""
    lock = FolderLock(tmp_path)
    (tmp_path / LOCK).write_text("")
    with pytest.raises(RunExists, match="is being written by another process"):
        FolderLock(tmp_path)
    lock.release()
