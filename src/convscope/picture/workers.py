"""Work on many picture files in processes of their own, which load NumPy and Pillow and no torch.

The processes are plain children that read a JSON line a call and answer with one: unlike `multiprocessing`'s, they run
nothing of the user's script again, so that a script needs no ``if __name__ == "__main__"``, and end when their parent
does, however it ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from convscope.errors import ConvscopeError
from convscope.picture.jobs import JOBS, crashed

LEAST_FILES = 32  # for a worker, which takes a tenth of a second to start
MOST_FILES = 16  # of one call, so that progress is told and no worker is left with the last large piece
HAND_OVER = 0.0005  # seconds after which the thread that decodes here lets the one run that has a worker waiting
READY = "ready\n"
START = "from convscope.picture.workers import serve; serve()"
Progress = Callable[[int, int], None]  # files, pictures or steps done, and in all


def work(
    job: str, paths: Sequence[str], shared: dict[str, Any], *, workers: int = 1, progress: Progress | None = None
) -> list[Any]:
    """Do a job of `jobs.JOBS` on every file and give one answer a file, in order.

    ``shared`` goes into every call, and ``first``, the number of its first file, into those of the jobs that fit. One
    of the workers is this process; with one, or too few files for more, it is the only one.
    """
    workers = max(1, min(workers, len(paths) // LEAST_FILES))
    length = max(1, min(MOST_FILES, -(-len(paths) // (4 * workers))))
    calls = [_call(job, paths[first : first + length], shared, first) for first in range(0, len(paths), length)]
    answers: list[list[Any]] = [[] for _ in calls]
    done = 0
    for number, answer in _here(job, calls) if workers == 1 else _there(job, calls, workers):
        answers[number] = answer
        done += len(answer)
        if progress is not None:
            progress(done, len(paths))
    return [one for answer in answers for one in answer]


def serve() -> None:
    """Answer calls until the parent closes the pipe; what libraries print goes nowhere near the answers."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    answers.write(READY)
    answers.flush()
    for line in sys.stdin:
        job, arguments = json.loads(line)
        answer: dict[str, Any]
        try:
            answer = {"answer": JOBS[job](**arguments)}
        except Exception as error:  # told to the parent, which raises it
            answer = {"error": str(error) or type(error).__name__}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _call(job: str, paths: Sequence[str], shared: dict[str, Any], first: int) -> dict[str, Any]:
    call = {**shared, "paths": list(paths)}
    return {**call, "first": first} if job.startswith("fit") else call


def _here(job: str, calls: list[dict[str, Any]]) -> Iterator[tuple[int, list[Any]]]:
    for number, call in enumerate(calls):
        yield number, JOBS[job](**call)


def _there(job: str, calls: list[dict[str, Any]], workers: int) -> Iterator[tuple[int, list[Any]]]:
    """Work here, which begins at once, and in ``workers`` - 1 processes, each handed its calls by a thread."""
    waiting = deque(enumerate(calls))
    ready: SimpleQueue[tuple[int, list[Any]] | BaseException] = SimpleQueue()
    pool = [_Process() for _ in range(workers - 1)]

    def hand_out(process: _Process) -> None:
        try:
            while (taken := _next(waiting)) is not None:
                ready.put((taken[0], process.answer(job, taken[1])))
        except BaseException as error:
            ready.put(error)

    threads = [threading.Thread(target=hand_out, args=(process,), daemon=True) for process in pool]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(HAND_OVER)
    for thread in threads:
        thread.start()
    try:
        open_calls = len(calls)
        while open_calls:
            if (taken := _next(waiting)) is not None:
                ready.put((taken[0], JOBS[job](**taken[1])))
            while open_calls and (not waiting or not ready.empty()):
                got = ready.get()
                if isinstance(got, BaseException):
                    raise got
                yield got
                open_calls -= 1
    finally:
        sys.setswitchinterval(interval)
        waiting.clear()
        for process in pool:
            process.kill()
        for thread in threads:
            thread.join()
        for process in pool:
            process.close()


def _next(waiting: deque[tuple[int, dict[str, Any]]]) -> tuple[int, dict[str, Any]] | None:
    try:
        return waiting.popleft()
    except IndexError:  # another thread took the last one
        return None


class _Process:
    """One worker, started again where a file ends it."""

    def __init__(self) -> None:
        self._ending = False
        self._ready = False
        self._child = _start()

    def answer(self, job: str, call: dict[str, Any]) -> list[Any]:
        """Give the answers of a call; a file that ends the worker is found by trying each alone."""
        line = self._ask(json.dumps([job, call]))
        if line:
            answer = json.loads(line)
            if "error" in answer:
                raise ConvscopeError(f"the pictures could not be decoded: {answer['error']}")
            answers: list[Any] = answer["answer"]
            return answers
        if self._ending:
            return []
        if not self._ready:  # no worker comes up here at all
            return JOBS[job](**call)
        self.close()
        self._ready, self._child = False, _start()
        if len(call["paths"]) == 1:
            return crashed(job)
        alone = [{**call, "paths": [path]} for path in call["paths"]]
        for number, one in enumerate(alone):
            if "first" in call:
                one["first"] = call["first"] + number
        return [self.answer(job, one)[0] for one in alone]

    def kill(self) -> None:
        """Stop it, whatever it is doing."""
        self._ending = True
        if self._child is not None:
            self._child.kill()

    def close(self) -> None:
        """Wait for it, and close its pipes."""
        if self._child is None:
            return
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(OSError):  # what was not yet written to it is lost with it
                pipe.close()  # type: ignore[union-attr]

    def _ask(self, line: str) -> str:
        if self._child is None:
            return ""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        try:
            self._ready = self._ready or self._child.stdout.readline() == READY
            if not self._ready:
                return ""
            self._child.stdin.write(line + "\n")
            self._child.stdin.flush()
            return self._child.stdout.readline()
        except OSError:  # it has ended
            return ""


def _start() -> subprocess.Popen[str] | None:
    """Start a worker, without waiting until it is ready; None where none can be started."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", START],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True,
            encoding="ascii", start_new_session=True,
        )  # fmt: skip
    except OSError:
        return None
