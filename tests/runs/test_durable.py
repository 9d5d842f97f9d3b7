"""Files that are whole whenever one looks."""

import errno
import os
import subprocess
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from convscope.errors import CannotWrite
from convscope.runs.durable import append, atomically, sweep


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The new text is there and nothing beside it; while it was written the old one was."""
    place, seen = tmp_path / "note", list[str]()
    place.write_text("old")

    def write(beside: Path) -> None:
        beside.write_text("new")
        seen.append(place.read_text())

    atomically(place, write)
    assert (seen, place.read_text(), len(list(tmp_path.iterdir()))) == (["old"], "new", 1)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_and_the_old_file_stays(tmp_path: Path, number: int) -> None:
    """One line that names the file and what is free; what was written half is gone."""
    place = tmp_path / "weights"
    place.write_text("old")

    def write(beside: Path) -> None:
        beside.write_text("ne")
        raise OSError(number, os.strerror(number))

    with pytest.raises(CannotWrite, match=r"the disk is full: .*weights could not be written, [\d,.]+ MB is free"):
        atomically(place, write)
    assert (place.read_text(), len(list(tmp_path.iterdir()))) == ("old", 1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_disk_that_is_really_full_is_told(tmp_path: Path) -> None:
    """On a file system of 256 kB, of 400 kB of weights: safetensors' own error says the same as Python's."""
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", tmp_path], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with pytest.raises(CannotWrite, match="the disk is full"):
            atomically(tmp_path / "weights", lambda beside: save_file({"a": torch.zeros(100_000)}, beside))
        with pytest.raises(CannotWrite, match="the disk is full"):
            atomically(tmp_path / "text", lambda beside: beside.write_text("x" * 400_000))
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    """Somebody removed the run while it was trained."""
    with pytest.raises(CannotWrite, match=r"run is gone: weights could not be written into it"):
        atomically(tmp_path / "run" / "weights", lambda beside: beside.write_text("new"))
    with pytest.raises(CannotWrite, match=r"run is gone"):
        append(tmp_path / "run" / "metrics", "line")


def test_other_errors_come_out_as_they_are(tmp_path: Path) -> None:
    """What is no matter of the disk is nothing that is told of it."""

    def write(_: Path) -> None:
        raise OSError("odd")

    with pytest.raises(OSError, match="odd") as caught:
        atomically(tmp_path / "weights", write)
    assert not isinstance(caught.value, CannotWrite)


def test_lines_are_added(tmp_path: Path) -> None:
    """Each on a line of its own, behind what is there."""
    append(tmp_path / "metrics", "one")
    append(tmp_path / "metrics", "two")
    assert (tmp_path / "metrics").read_text() == "one\ntwo\n"


def test_what_killed_writers_left_is_swept(tmp_path: Path) -> None:
    """Half-written files of any process go, in the folder and the folders in it; all others stay."""
    (tmp_path / "history").mkdir()
    for name in (".run.json.4711", "history/.epoch-0001.safetensors.12", "run.json", ".lock", ".note", "history/a.1"):
        (tmp_path / name).touch()
    sweep(tmp_path)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"run.json", ".lock", ".note", "history/a.1"}
