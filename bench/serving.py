"""A lab served in a process of its own, whose words and memory a benchmark can read."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import IO

from playwright.sync_api import Browser, sync_playwright

START = """
import sys
from pathlib import Path
import convscope as cs
from convscope.lab import Opened, Studio, serve
opened = Opened(sys.argv[1], cs.load(sys.argv[1]), studio=Studio(Path(sys.argv[2])))
serve(opened, port=0, browse=False, on_serving=lambda serving: print(serving.address, flush=True))
"""


@dataclass(frozen=True)
class Served:
    """The server's address, without the slash at its end, and its process."""

    address: str
    process: subprocess.Popen[str]
    words: IO[str]

    @property
    def host(self) -> str:
        """Name and port."""
        return self.address.removeprefix("http://")

    def said(self) -> str:
        """All that it has said on standard error."""
        self.words.seek(0)
        return self.words.read()

    def memory(self) -> float:
        """MB that it holds; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return 0.0
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def served(model: str) -> Iterator[Served]:
    """Serve a model's lab until the block is left; what is trained from its pages goes with it."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as runs,
        tempfile.TemporaryFile("w+", encoding="utf-8") as words,
    ):
        command = [sys.executable, "-c", START, model, runs]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=words, text=True)
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().strip().rstrip("/"), process, words)
        finally:
            process.terminate()  # as its trainings are to end, too
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium, which paints in software, until the block is left."""
    place = which("chromium") or which("google-chrome") or which("chromium-headless-shell")
    if place is None:
        sys.stderr.write("chromium is not installed: tools/system-packages chromium\n")
        raise SystemExit(2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=place, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()
