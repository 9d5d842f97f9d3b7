"""The tour's time and memory: wall seconds and peak resident memory of ``convscope tour`` in a process of its own.

Bar: under 60 s on two cores and under 1.5 GB. ``python bench/tour.py [--runs N] [--write]``
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import append_result, machine

SECONDS, GIGABYTES = 60.0, 1.5


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    seconds = []
    for run in range(asked.runs):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            command = [sys.executable, "-c", "from convscope.cli.main import main; main()", "tour", "--quiet"]
            subprocess.run([*command, "--out", str(Path(folder) / "tour")], check=True, stdout=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - begun)
        print(f"run {run}: {seconds[-1]:.1f} s")
    unit = 1 if sys.platform == "darwin" else 1024  # kilobytes on Linux, bytes on macOS
    gigabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e9
    result = (
        f"median {sorted(seconds)[len(seconds) // 2]:.1f} s (from {min(seconds):.1f} to {max(seconds):.1f}, "
        f"{len(seconds)} runs), peak {gigabytes:.2f} GB"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/tour.py", result)
    if max(seconds) < SECONDS and gigabytes < GIGABYTES:
        return 0
    print(f"misses the bar of {SECONDS:.0f} s and {GIGABYTES} GB", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
