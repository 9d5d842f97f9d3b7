"""Every network of the zoo and `pretrained` as C: it answers as PyTorch does, under two compilers and their watchers.

Each is shipped with random weights (trained ones where there are some), which already holds it against PyTorch; then
its own test program is built by gcc and by clang with ``-std=c99 -Wall -Wextra -Werror``, and again with their address
and undefined behaviour sanitizers, and must say that it is the same: the largest difference of two scores at most 1e-4
of the largest. A compiler or a sanitizer that is not here is named. With ``--kept FILE`` it goes on where it was
stopped. ``python bench/ship_c.py [--only NAME …] [--kept FILE] [--write]``
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import torch
from machine import Found, append_result, each, machine

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.models.registry import ZOO
from convscope.ship.c99.written import RELATIVE

STRICT = "-std=c99 -Wall -Wextra -Werror"
SANITIZERS = "-fsanitize=address,undefined -fno-sanitize-recover=all"
BUILDS = {
    f"{compiler}{kind}": (compiler, f"{STRICT} {flags}")
    for compiler in ("gcc", "clang")
    for kind, flags in (("", "-O3 -march=native -ffp-contract=fast"), (" sanitized", f"-O1 {SANITIZERS}"))
}


@dataclass(frozen=True)
class Told(Found):
    """What came of one network: its share of the largest score that it is off, and what a build that failed said."""

    share: float = 0.0
    error: str = ""
    failed: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.error:
            return f"{self.spelling}: {self.error}"
        failed = "; ".join(f"{build}: {why}" for build, why in self.failed.items())
        return f"{self.spelling}: {self.share:.1e} of the largest score; {failed or 'all builds the same'}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="*", help="these spellings")
    options.add_argument("--kept", type=Path, help="a file that keeps what was found, a line a network")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    wanted = options.parse_args()
    spellings = wanted.only or [*ZOO, "pretrained"]
    torch.set_num_threads(1)
    told: list[Told] = []
    with tempfile.TemporaryDirectory() as name:
        there = {build: made for build, made in BUILDS.items() if _builds(*made, Path(name))}
        for one in each(spellings, lambda spelling: shipped(spelling, Path(name), there), Told, wanted.kept):
            print(one, flush=True)
            told.append(one)
    failed = [str(one) for one in told if one.error or one.failed]
    worst = max((one.share for one in told if not one.error), default=0.0)
    missing = [build for build in BUILDS if build not in there]
    said = (
        f"{len(told) - len(failed)} of {len(told)} networks equal as C, at most {worst:.1e} of the largest score apart "
        f"(bar {RELATIVE:g}), {STRICT}; built by {', '.join(there)}; not here: {', '.join(missing) or 'none'}"
    )
    print(f"{said}\nfailed: {'; '.join(failed) or 'none'}\non {machine()}")
    if wanted.write:
        append_result("bench/ship_c.py", said + (f"; failed: {'; '.join(failed)}" if failed else ""))
    return 0 if not failed and not missing else 1


def shipped(spelling: str, where: Path, builds: dict[str, tuple[str, str]]) -> Told:
    """Ship one network as C, and build and run its test program in every way there is."""
    torch.manual_seed(0)
    folder = Path(tempfile.mkdtemp(dir=where)) / "net"
    try:
        bundle = cs.ship.c(cs.load(spelling), folder)
    except ConvscopeError as error:
        return Told(spelling, error=str(error))
    failed = {}
    for build, (compiler, flags) in builds.items():
        done = subprocess.run(
            ["make", "--no-print-directory", "-B", "test", f"CC={compiler}", f"CFLAGS={flags}"],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode or not done.stdout.rstrip().endswith("the same"):
            failed[build] = next(
                iter((done.stderr + done.stdout).strip().splitlines()), f"ended with {done.returncode}"
            )
    return Told(spelling, bundle.difference / bundle.tolerance * RELATIVE, failed=failed)


def _builds(compiler: str, flags: str, folder: Path) -> bool:
    """Whether a compiler is here and links with these flags."""
    (folder / "empty.c").write_text("int main(void) { return 0; }\n", encoding="utf-8")
    command = [compiler, *flags.split(), "empty.c", "-o", "empty"]
    try:
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        return subprocess.run([folder / "empty"], capture_output=True, check=False).returncode == 0
    except (OSError, subprocess.CalledProcessError):
        return False


if __name__ == "__main__":
    sys.exit(main())
