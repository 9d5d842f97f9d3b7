"""What every benchmark shares: the machine in a line, what others take of it, lines into RESULTS.md, and going on."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = """# Results

A line a measurement, written by the benchmark itself (`make bench`, or `python bench/NAME.py --write`). Times are of a
shared machine: compare ratios within a line, not lines.

| date | command | machine | result |
| --- | --- | --- | --- |
"""


def machine() -> str:
    """Name processor, cores and torch."""
    from importlib.metadata import version

    return f"{_processor()}, {os.cpu_count()} cores, torch {version('torch')}"


def append_result(command: str, result: str) -> None:
    """Append a line, making the file where it is not there."""
    if not RESULTS.exists():
        RESULTS.write_text(HEAD, encoding="utf-8")
    day = datetime.now(UTC).date().isoformat()
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(f"| {day} | `python {command}` | {machine()} | {result} |\n")


@dataclass(frozen=True)
class Found:
    """What came of one of many."""

    spelling: str


Kind = TypeVar("Kind", bound=Found)


def each(spellings: Sequence[str], find: Callable[[str], Kind], kind: type[Kind], kept: Path | None) -> Iterator[Kind]:
    """Find one thing after the other; what the file ``kept`` has is read from it, what is found is added to it."""
    found: dict[str, Kind] = {}
    if kept is not None and kept.exists():
        read = [kind(**json.loads(line)) for line in kept.read_text(encoding="utf-8").splitlines()]
        found = {one.spelling: one for one in read}
    for spelling in spellings:
        if spelling in found:
            yield found[spelling]
            continue
        one = find(spelling)
        if kept is not None:
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(one)) + "\n")
        yield one


class Spent:
    """Seconds of the clock and of processor, with those of the process before that began what goes on now."""

    def __init__(self, out: Path | None, *, resume: bool) -> None:
        self._file = None if out is None else out.with_suffix(".spent")
        goes_on = resume and self._file is not None and self._file.is_file()
        earlier = json.loads(self._file.read_text(encoding="utf-8")) if goes_on and self._file else [0.0, 0.0]
        self._begun, self._used = time.perf_counter() - earlier[0], time.process_time() - earlier[1]

    @property
    def clock(self) -> float:
        """By the clock."""
        return time.perf_counter() - self._begun

    @property
    def processor(self) -> float:
        """Of processor."""
        return time.process_time() - self._used

    def keep(self) -> None:
        """Write them beside the run, for a process that goes on with it."""
        if self._file is not None:
            self._file.write_text(json.dumps([self.clock, self.processor]), encoding="utf-8")


class Others:
    """The processor time that other programs have, on Linux, from when this was made: their share of every number."""

    def __init__(self) -> None:
        self._begun, self._busy, self._own = time.perf_counter(), _all_seconds(), _own_seconds()

    def cores(self) -> float:
        """Give how many cores they had, on average; 0 where nobody says."""
        elsewhere = _all_seconds() - self._busy - (_own_seconds() - self._own)
        return max(0.0, elsewhere) / (time.perf_counter() - self._begun)

    def __str__(self) -> str:
        """Say it as a line of results does."""
        return f"other programs had {self.cores():.2f} of {os.cpu_count()} cores meanwhile"


def _all_seconds() -> float:
    """Seconds that all programs have had, on Linux; 0 elsewhere."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0.0
    user, nice, system = (int(number) for number in stat.read_text(encoding="ascii").split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    """Seconds that this process and its children that have ended have had."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
