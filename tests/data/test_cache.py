"""Pictures decoded once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from convscope.data.cache import fitted_rows
from convscope.data.kept import ARRAY, cache_root, list_caches
from convscope.errors import BrokenData, ConvscopeError
from convscope.picture import InputContract, fit, jobs, read

SMALL = InputContract(3, 8, 10)


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    return cache_root()


@pytest.fixture
def paths(tmp_path: Path, tree: Callable[..., Path]) -> list[Path]:
    return sorted(tree(tmp_path / "data", {"a": 12}, ".jpg").rglob("*.jpg"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every file that is decoded from now on."""
    seen: list[str] = []

    def counted(path: str) -> object:
        seen.append(str(path))
        return read(path)

    monkeypatch.setattr(jobs, "read", counted)
    return seen


def test_rows_are_what_reading_and_fitting_gives(paths: list[Path]) -> None:
    """In order, as uint8, mapped, and to be written to by nobody's harm."""
    rows = fitted_rows(paths, SMALL)
    assert isinstance(rows, np.memmap) and rows.dtype == np.uint8
    assert np.array_equal(rows, np.stack([fit(read(path), SMALL) for path in paths]))
    rows[0] = 0
    assert np.array_equal(fitted_rows(paths, SMALL)[0], fit(read(paths[0]), SMALL))


def test_the_second_epoch_reads_no_jpeg(paths: list[Path], reads: list[str]) -> None:
    """Nor does the second run; another size, another mode or a changed scaling alone do what they must."""
    rows = fitted_rows(paths, SMALL)
    assert len(reads) == 12
    rows.sum(), rows.sum(), fitted_rows(paths, SMALL).sum()
    fitted_rows(paths, InputContract(3, 8, 10, mean=(0.5,), std=(0.2,)))
    assert len(reads) == 12
    fitted_rows(paths, InputContract(3, 8, 10, resize="crop"))
    fitted_rows(paths, InputContract(1, 8, 10))
    assert len(reads) == 36


def test_a_changed_file_is_decoded_again(paths: list[Path], reads: list[str]) -> None:
    """By its size or time; all rows are then those of the files."""
    fitted_rows(paths, SMALL)
    paths[3].write_bytes(paths[4].read_bytes())
    rows = fitted_rows(paths, SMALL)
    assert len(reads) == 24 and np.array_equal(rows[3], rows[4])


def test_rehash_goes_by_content(paths: list[Path], reads: list[str]) -> None:
    """A file changed under its old size and time is noticed; new times of old content are not minded."""
    fitted_rows(paths, SMALL)
    for path in paths:
        os.utime(path, (1, 1))
    fitted_rows(paths, SMALL, rehash=True)
    assert len(reads) == 12
    fitted_rows(paths, SMALL)
    before = paths[0].stat()
    content = bytearray(paths[0].read_bytes())
    content[-40] ^= 0x55
    paths[0].write_bytes(content)
    os.utime(paths[0], ns=(before.st_atime_ns, before.st_mtime_ns))
    old = fitted_rows(paths, SMALL)[0].copy()
    assert not np.array_equal(fitted_rows(paths, SMALL, rehash=True)[0], old)
    assert not np.array_equal(fitted_rows(paths, SMALL)[0], old)


@pytest.mark.parametrize("left", [0, 100, 2000])
def test_a_truncated_cache_is_built_again(paths: list[Path], root: Path, left: int) -> None:
    """As a full disk or a failing one leaves it."""
    whole = fitted_rows(paths, SMALL).copy()
    (file,) = root.glob(f"*/{ARRAY}")
    file.write_bytes(file.read_bytes()[:left])
    assert not list_caches()
    assert np.array_equal(fitted_rows(paths, SMALL), whole) and len(list_caches()) == 1


def test_an_about_that_is_none_is_built_again(paths: list[Path], root: Path) -> None:
    """Half a JSON."""
    fitted_rows(paths, SMALL)
    (about,) = root.glob("*/about.json")
    about.write_text('{"bytes": ')
    assert len(fitted_rows(paths, SMALL)) == 12 and len(list_caches()) == 1


def test_pictures_that_fail_are_named_and_nothing_is_kept(paths: list[Path], root: Path) -> None:
    """With their reasons."""
    paths[5].write_text("no")
    with pytest.raises(BrokenData, match=r"1 pictures could not be used: .*jpg is not a picture"):
        fitted_rows(paths, SMALL)
    assert not list(root.iterdir())
    paths[5].unlink()
    with pytest.raises(BrokenData, match="cannot be read any more"):
        fitted_rows(paths, SMALL)


def test_a_full_disk_is_told_before_it_is_full(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """With what is needed, and the variable that moves the cache."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=100))
    with pytest.raises(ConvscopeError, match="CONVSCOPE_CACHE"):
        fitted_rows(paths, SMALL)


def test_no_pictures_are_no_rows() -> None:
    """Of the right shape."""
    assert fitted_rows([], SMALL).shape == (0, 8, 10, 3)


def test_several_workers_write_the_same(tmp_path: Path, tree: Callable[..., Path]) -> None:
    """As one does."""
    many = sorted(tree(tmp_path / "many", {"a": 70}, ".jpg").rglob("*.jpg"))
    rows = fitted_rows(many, SMALL, workers=2)
    assert np.array_equal(rows, np.stack([fit(read(path), SMALL) for path in many]))


SCRIPT = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from convscope.data.cache import fitted_rows
from convscope.picture import InputContract
slow = len(sys.argv) > 2
def listen(done, total):
    print("busy", flush=True)
    time.sleep(60 if slow else 0)
rows = fitted_rows(sorted(Path(sys.argv[1]).rglob("*.jpg")), InputContract(3, 8, 10), progress=listen)
print(int(rows.sum()))
"""


def started(folder: Path, *more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", SCRIPT, str(folder), *more], stdout=subprocess.PIPE, text=True)


def test_two_processes_that_build_the_same_both_end_well(paths: list[Path], root: Path) -> None:
    """With the same rows, and one cache is left."""
    both = [started(paths[0].parent) for _ in range(2)]
    told = [process.communicate(timeout=60)[0].split()[-1] for process in both]
    assert told[0] == told[1] == str(int(fitted_rows(paths, SMALL).sum()))
    assert [path.name for path in root.iterdir()] == [list_caches()[0].name]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_build_is_not_taken_for_whole(paths: list[Path], root: Path, how: signal.Signals) -> None:
    """What it left is cleared by the next."""
    process = started(paths[0].parent, "slow")
    assert process.stdout is not None
    assert process.stdout.readline() == "busy\n"
    assert not list_caches() and len(list(root.iterdir())) == 1
    process.send_signal(how)
    process.communicate(timeout=20)
    assert np.array_equal(fitted_rows(paths, SMALL)[0], fit(read(paths[0]), SMALL))
    assert [path.name for path in root.iterdir()] == [list_caches()[0].name]
