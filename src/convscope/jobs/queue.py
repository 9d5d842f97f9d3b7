"""Commands of one kind one after the other: the first one runs once it has the machine, others wait for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convscope.errors import ConvscopeError
from convscope.jobs.turns import Turned, Turns
from convscope.saying import Words

MOST = 16  # that may wait
WORDS = Words(
    queued="{name} is in the queue already", fix_queued="stop it first", full_queue="{most} are in the queue already",
    fix_full_queue="wait until one is done, or stop one",
)  # fmt: skip
GRACE = 30.0  # seconds that the one which runs has at the end: a step of a large network takes long


@dataclass
class Job:
    """A command in the queue; ``state`` is *waiting*, *running*, *pausing*, *paused* or *stopping*."""

    name: str
    words: tuple[str, ...]
    state: str = "waiting"
    command: Turned | None = None


class Queue:
    """Runs commands by name, one at a time, in their order, of a ``kind`` that is told to others who want the machine.

    One that is paused has ended its process and keeps its place: those behind it wait on until it goes on or is
    stopped; others of the ``turns`` have the machine meanwhile, and between two of the queue. `ended` has the last
    command of each name that left the queue.
    """

    def __init__(self, kind: str = "train") -> None:
        self.turns = Turns()
        self._kind = kind
        self._jobs: list[Job] = []
        self._ended: dict[str, Turned] = {}
        self._lock = threading.RLock()
        self._closed = False

    def add(self, name: str, words: Sequence[str]) -> None:
        """Put a command at the end, or begin it at once where nothing is before it."""
        with self._lock:
            if self._of(name) is not None:
                raise ConvscopeError(WORDS.say("queued", name=name), fix=WORDS.say("fix_queued"))
            if len(self._jobs) >= MOST:
                raise ConvscopeError(WORDS.say("full_queue", most=MOST), fix=WORDS.say("fix_full_queue"))
            self._ended.pop(name, None)
            self._jobs.append(Job(name, tuple(words)))
            self._next()

    def pause(self, name: str) -> None:
        """End the process of one that runs, as Ctrl-C does; its place is kept."""
        self._press(name, "pausing")

    def stop(self, name: str) -> None:
        """Take one out of the queue: its process ends as by Ctrl-C, and the next one begins."""
        with self._lock:
            job = self._of(name)
            if job is not None and job.state in ("waiting", "paused"):
                self._jobs.remove(job)
                self._next()
            else:
                self._press(name, "stopping")

    def go_on(self, name: str, words: Sequence[str]) -> None:
        """Begin one that is paused again, by the command that goes on with it; another one is put at the end."""
        with self._lock:
            job = self._of(name)
            if job is not None and job.state == "paused":
                job.words, job.state = tuple(words), "waiting"
                self._next()
            else:
                self.add(name, words)

    def names(self) -> set[str]:
        """Give the names of all that run or wait."""
        with self._lock:
            return {job.name for job in self._jobs}

    def events(self, name: str) -> dict[str, dict[str, Any]]:
        """Give the newest event of each kind that a command said, whether it goes on or not."""
        with self._lock:
            job = self._of(name)
            command = self._ended.get(name) if job is None else job.command
            return {} if command is None else dict(command.events)

    def ended(self, name: str) -> str:
        """Say how the last command of a name that left the queue ended; empty of one that never was in it."""
        with self._lock:
            return "" if name not in self._ended else self._ended[name].ended

    def told(self) -> list[dict[str, Any]]:
        """Give what runs and waits, in its order, as plain values; ``waits`` is what has the machine instead."""
        with self._lock:
            return [_told(job) for job in self._jobs]

    def close(self) -> None:
        """End what runs, as by Ctrl-C, and forget what waits."""
        with self._lock:
            self._closed = True
            commands = [job.command for job in self._jobs if job.command is not None]
            self._jobs.clear()
        for one in commands:  # without the lock: its end is told to this queue
            one.leave(GRACE)

    def _press(self, name: str, state: str) -> None:
        with self._lock:
            job = self._of(name)
            if job is not None and job.command is not None and job.state in ("running", "pausing"):
                first, job.state = job.state == "running", state
                if first:  # a second Ctrl-C would not wait for a clean point
                    job.command.stop()

    def _of(self, name: str) -> Job | None:
        return next((job for job in self._jobs if job.name == name), None)

    def _next(self) -> None:
        """Begin the first one, if it waits."""
        if self._jobs and self._jobs[0].state == "waiting" and not self._closed:
            first = self._jobs[0]
            first.state = "running"
            first.command = self.turns.add(self._kind, first.name, first.words, self._over)

    def _over(self, command: Turned) -> None:
        """Hear that a command has ended; one that was paused stays where it is, unless it was done by then."""
        with self._lock:
            job = next((job for job in self._jobs if job.command is command), None)
            if job is None:
                return
            if job.state == "pausing" and command.ended == "interrupted":
                job.state, job.command = "paused", None
            else:
                self._jobs.remove(job)
            self._ended[job.name] = command
            self._next()


def _told(job: Job) -> dict[str, Any]:
    waits = None if job.command is None else job.command.waits
    state = "waiting" if waits is not None and job.state == "running" else job.state
    return {"name": job.name, "state": state, "waits": waits}
