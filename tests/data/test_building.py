"""Folders that are there whole or not at all."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convscope.data.building import MARK, OLD, building, clear_stale, set_aside


def test_the_name_is_there_only_when_all_is(tmp_path: Path) -> None:
    """Until then the folder has another."""
    with building(tmp_path, tmp_path / "x") as folder:
        (folder / "a").write_text("1")
        assert not (tmp_path / "x").exists()
    assert (tmp_path / "x" / "a").read_text() == "1" and len(list(tmp_path.iterdir())) == 1


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C too."""
    with pytest.raises(KeyboardInterrupt), building(tmp_path, tmp_path / "x") as folder:
        (folder / "a").write_text("1")
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_of_two_builders_the_later_gives_way(tmp_path: Path) -> None:
    """Both end well, and one folder is there."""
    with building(tmp_path, tmp_path / "x") as late:
        (late / "a").write_text("late")
        with building(tmp_path, tmp_path / "x") as early:
            (early / "a").write_text("early")
    assert (tmp_path / "x" / "a").read_text() == "early" and len(list(tmp_path.iterdir())) == 1


def test_what_was_there_before_is_replaced(tmp_path: Path) -> None:
    """It was looked at and not whole."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "half").touch()
    with building(tmp_path, tmp_path / "x") as folder:
        (folder / "a").touch()
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["a"]


def test_what_a_killed_builder_left_is_cleared_and_a_live_ones_is_not(tmp_path: Path) -> None:
    """By its process; of another machine by age."""
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    dead = tmp_path / f"{MARK}{socket.gethostname()}-{int(done.stdout)}-a_b"
    alive = tmp_path / f"{MARK}{socket.gethostname()}-{os.getpid()}-a_b"
    far, far_old = tmp_path / f"{MARK}else-where-1-a", tmp_path / f"{MARK}else-where-1-b"
    for folder in (dead, alive, far, far_old):
        folder.mkdir()
    os.utime(far_old, (time.time() - OLD - 60,) * 2)
    clear_stale(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {alive.name, far.name}


def test_setting_aside_removes_files_and_folders(tmp_path: Path) -> None:
    """And minds nothing that is gone already."""
    (tmp_path / "x").mkdir()
    (tmp_path / "y").touch()
    for name in ("x", "y", "gone"):
        set_aside(tmp_path, tmp_path / name)
    assert not list(tmp_path.iterdir())
