"""Processes of our own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from convscope.errors import ConvscopeError
from convscope.picture import examine, workers
from convscope.picture.workers import work


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory, picture: Callable[..., Image.Image]) -> list[str]:
    folder = tmp_path_factory.mktemp("pictures")
    for number in range(96):
        picture(number).save(folder / f"{number:02}.png")
    return [str(folder / f"{number:02}.png") for number in range(96)]


def test_answers_are_the_same_and_in_order_whoever_works(paths: list[str]) -> None:
    """One worker or three."""
    alone = work("examine", paths, {})
    assert alone == work("examine", paths, {}, workers=3)
    assert alone[5] == examine(paths[5]).as_dict()


def test_progress_is_told(paths: list[str]) -> None:
    """Rising to all."""
    told: list[tuple[int, int]] = []
    work("examine", paths, {}, workers=2, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told) and told[-1] == (96, 96) and len(told) > 2


def test_a_few_files_start_no_process(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take longer."""
    monkeypatch.setattr(subprocess, "Popen", None)
    assert len(work("examine", paths[:40], {}, workers=8)) == 40


def test_names_of_any_bytes_reach_the_workers(tmp_path: Path, picture: Callable[..., Image.Image]) -> None:
    """New lines, other scripts, and bytes that are no UTF-8."""
    picture(0).save(tmp_path / "a.png")
    content = (tmp_path / "a.png").read_bytes()
    names = [os.fsdecode(os.fsencode(tmp_path) + b"/" + name) for name in (b"n\nl.png", "数.png".encode(), b"\xe9.png")]
    for name in names:
        Path(name).write_bytes(content)
    assert not any(one["fault"] for one in work("examine", names * 32, {}, workers=2))


def test_workers_load_no_torch(paths: list[str]) -> None:
    """NumPy and Pillow are all they need."""
    code = "import sys, convscope.picture.workers; print('torch' in sys.modules, 'sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_a_script_needs_no_guard(tmp_path: Path, paths: list[str]) -> None:
    """Nothing of it runs twice, as it would in processes that multiprocessing spawns."""
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nfrom convscope.picture.workers import work\n"
        f"print(len(work('examine', {paths!r}, {{}}, workers=2)))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout == "once\n96\n"


def _dying(path: str) -> str:
    return (
        "import os\nfrom convscope.picture import jobs, workers\n"
        "plain = jobs.JOBS['examine']\n"
        f"def deadly(paths):\n    if {path!r} in paths:\n        os._exit(9)\n    return plain(paths)\n"
        "jobs.JOBS['examine'] = deadly\nworkers.serve()\n"
    )


def test_a_file_that_ends_its_worker_is_the_only_one_lost(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found by trying each alone, and the others are answered."""
    monkeypatch.setattr(workers, "START", _dying(paths[7]))
    process = workers._Process()
    try:
        answers = process.answer("examine", {"paths": paths[:10]})
    finally:
        process.kill()
        process.close()
    assert [bool(one["fault"]) for one in answers] == [number == 7 for number in range(10)]
    assert answers[7]["fault"] == "crashes its decoder"


def test_where_no_worker_comes_up_the_work_is_done_here(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that cannot be started again, as in some programs that embed it."""
    monkeypatch.setattr(workers, "START", "raise SystemExit(3)")
    assert work("examine", paths, {}, workers=2) == work("examine", paths, {})
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert work("examine", paths, {}, workers=2) == work("examine", paths, {})


def test_an_error_in_a_worker_is_raised_here(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, say; no worker is left behind."""
    before = _children()
    with pytest.raises((ConvscopeError, OSError), match="No such file"):
        contract: dict[str, Any] = {"channels": 3, "height": 2, "width": 2, "mean": [0], "std": [1]}
        work("fit", paths, {"contract": contract, "target": "/nowhere/x", "offset": 0}, workers=2)
    assert _children() <= before


def test_stopping_in_the_middle_leaves_no_worker(paths: list[str]) -> None:
    """As Ctrl-C does."""

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    before = _children()
    with pytest.raises(KeyboardInterrupt):
        work("examine", paths, {}, workers=3, progress=stop)
    assert _children() <= before


def test_workers_end_with_their_parent(tmp_path: Path, paths: list[str]) -> None:
    """Killed outright, it leaves none: their pipe closes."""
    script = (
        "from convscope.picture import workers\np = workers._Process()\n"
        f"p.answer('examine', {{'paths': {paths[:1]!r}}})\nprint(p._child.pid, flush=True)\ninput()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    for _ in range(100):
        if not _runs(worker):
            return
        time.sleep(0.1)
    pytest.fail("the worker is still there")


def _runs(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def _children() -> set[str]:
    found = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return set(found.read_text().split()) if found.exists() else set()
