"""What every benchmark shares: the machine in one line, and a line into RESULTS.md."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

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


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
