"""Work that outlives its process."""

from pathlib import Path

import pytest

from convscope.apply.scenes.job import DONE, Job, folder_of, kept_job
from convscope.errors import CannotWrite, RunExists


def test_pieces_that_are_done_are_remembered(tmp_path: Path) -> None:
    """By the same facts; a number that was half-written when the process was killed is none."""
    out = tmp_path / "l.tif"
    job = Job(out, {"a": (1, 2), "tile": 64})
    (job.folder / "x").write_text("1")
    job.mark([3, 70_000], [job.folder / "x"])
    job.leave()
    with (job.folder / DONE).open("ab") as file:
        file.write(b"\x01\x00")
    again = Job(out, {"a": (1, 2), "tile": 64})
    assert again.kept and [index for index, done in enumerate(again.done(70_001)) if done] == [3, 70_000]
    again.mark([5], [])
    assert again.done(70_001)[5] == 1
    again.finish()
    assert not folder_of(out).exists()


def test_other_work_begins_anew(tmp_path: Path) -> None:
    """Another network, another scene: nothing of the old is taken."""
    out = tmp_path / "l.tif"
    job = Job(out, {"a": 1, "tile": 64})
    job.mark([0], [])
    assert kept_job(out, {"a": 1})["tile"] == 64 and kept_job(out, {"a": 2}) == {}
    job.leave()
    other = Job(out, {"a": 2, "tile": 64})
    assert not other.kept and not other.done(3)[0]
    other.leave()
    assert not folder_of(out).exists()  # nothing was done


def test_two_at_once_are_told(tmp_path: Path) -> None:
    """The second names the process of the first."""
    job = Job(tmp_path / "l.tif", {})
    with pytest.raises(RunExists, match="is being written by process"):
        Job(tmp_path / "l.tif", {})
    job.finish()


def test_a_place_where_no_folder_can_be_is_told(tmp_path: Path) -> None:
    """A file stands there."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        Job(tmp_path / "file" / "l.tif", {})
