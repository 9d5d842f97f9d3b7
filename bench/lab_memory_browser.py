"""What `lab_memory.py --browser` does: one tab of Debian's chromium goes from lab to lab, and uses their pages.

One server process opens a model, is visited, and closes it, a hundred times. On each lab's Check the tab follows the
slider, on Look it looks at another picture and opens a unit, on Draw it draws a stroke. In MB: the tab's heap of
JavaScript after a collection, with the last page still open, and what all processes of the browser hold then
(proportional set size, in which shared memory is counted once); what the server's process, this one, holds when the
lab is closed (resident).
"""

from __future__ import annotations

import gc
import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from PIL import Image
from serving import chromium

from convscope import lab, load
from convscope.lab.app import application

SETTLED = "document.documentElement.dataset.settled"
LONG = 120_000
SENT = """(list) => import("convscope/frame/uploading.js").then((one) => one.send(
  new File([Uint8Array.from(list)], "a.png"))).then((one) => one.picture)"""


@dataclass(frozen=True)
class Held:
    """MB after a round."""

    server: float
    heap: float
    browser: float

    def __str__(self) -> str:
        """Say it in one line."""
        return f"server {self.server:,.0f}, heap {self.heap:,.1f}, browser {self.browser:,.0f} MB"


PARTS = ("server", "JavaScript heap", "browser")


def rounds(names: list[str]) -> Iterator[tuple[float, ...]]:
    """Open, use and close a lab of each name; give what is held after each."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        for number, name in enumerate(names):
            opened = lab.Opened(name, load(name))
            with _serving(opened) as address:
                _use(page, address, number)
                session.send("HeapProfiler.collectGarbage")
                told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
                browsers = _of_browser()
                page.goto("about:blank")
            opened.close()
            del opened
            gc.collect()
            yield astuple(Held(_resident() / 1e6, told["JSHeapUsedSize"] / 1e6, browsers / 1e6))


def _use(page: Any, address: str, number: int) -> None:
    """Check, Look and Draw, as one who looks around."""
    page.goto(f"{address}/check#lang={('en', 'zh')[number % 2]}")
    page.wait_for_function(SETTLED, timeout=LONG)
    page.locator("input[type=range]").first.press("ArrowRight")
    page.goto(f"{address}/look#lang={('en', 'zh')[number % 2]}")
    page.wait_for_function(SETTLED, timeout=LONG)
    pixels = np.random.default_rng(number).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    kept = io.BytesIO()
    Image.fromarray(pixels).save(kept, "PNG")
    picture = page.evaluate(SENT, list(kept.getvalue()))
    page.evaluate("(picture) => convscope.turn({ picture })", picture)
    page.wait_for_function(f"{SETTLED} && convscope.state.picture", timeout=LONG)
    page.locator(".columns .tile").nth(2).click()
    page.wait_for_function(f"{SETTLED} && convscope.opened", timeout=LONG)
    page.goto(f"{address}/draw#lang=en")
    page.wait_for_function(SETTLED, timeout=LONG)
    box = page.locator("#pad").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
    page.mouse.up()
    page.wait_for_function(SETTLED, timeout=LONG)


@contextmanager
def _serving(opened: lab.Opened) -> Iterator[str]:
    """Serve it by a thread of this process, as ``lab.serve`` does by its own."""
    with socket.socket(proto=socket.IPPROTO_TCP) as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(128)
        host = f"127.0.0.1:{bound.getsockname()[1]}"
        config = uvicorn.Config(application(opened, hosts=frozenset([host])), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        try:
            yield f"http://{host}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(20)


def _resident() -> int:
    return _number(Path("/proc/self/status"), "VmRSS")


def _of_browser() -> int:
    """Add up what the processes of chromium below this one hold."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
        parents.setdefault(parent, []).append(int(place.name))
    left, total = list(parents.get(_own(), [])), 0
    while left:
        one = left.pop()
        left += parents.get(one, [])
        try:
            if "chrom" in Path(f"/proc/{one}/cmdline").read_text(encoding="utf-8", errors="replace"):
                total += _number(Path(f"/proc/{one}/smaps_rollup"), "Pss")
        except OSError:
            continue
    return total


def _own() -> int:
    return int(Path("/proc/self").readlink().name)


def _number(place: Path, name: str) -> int:
    lines = place.read_text(encoding="ascii").splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith(f"{name}:")))
