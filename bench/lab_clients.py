"""A class at one lab: five real tabs that are used, and 45 clients that ask over the socket, for a minute.

Bars: no error, no traceback, the median answer within 300 ms, and no more than 200 MB of memory beyond what the server
held once each kind of question had been answered. The questions are Check's where the lab has that page: a size of a
slider that is dragged, a second apart; else any, which the server tells it does not know.

``python bench/lab_clients.py [--seconds 60] [--write]``
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
from dataclasses import dataclass, field
from shutil import which
from statistics import median
from time import monotonic
from typing import Any

from machine import append_result, machine
from playwright.async_api import Page, async_playwright
from serving import Served, served
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from convscope.lab.app import ANSWERS, PAGES

CLIENTS, TABS = 45, 5
MOST_MS, MOST_MORE_MB = 300.0, 200.0
PAUSE = 1.0  # seconds between a client's questions: who drags a slider looks at what comes
QUESTION = "check" if "check" in ANSWERS else "none"
SIZES = range(28, 65)
USE = """() => {
  const chips = [...document.querySelectorAll("aside .chip[data-name], .rail ~ * [role=tab]")];
  if (chips.length) chips[Math.floor(Math.random() * chips.length)].click();
}"""


@dataclass
class Seen:
    """Milliseconds of every answer, what went wrong, and how often a tab was used."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    uses: int = 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--write", action="store_true", help="append a line to RESULTS.md")
    asked = options.parse_args()
    with served("lenet5") as lab:
        asyncio.run(crowd(lab, seconds=8.0, clients=4, tabs=1))  # until all is imported and traced once
        before = lab.memory()
        seen = asyncio.run(crowd(lab, seconds=asked.seconds))
        more = lab.memory() - before
        if "Traceback" in lab.said():
            seen.errors.append(lab.said()[-2000:])
    times = sorted(seen.times)
    result = (
        f"{TABS} tabs used {seen.uses} times, {CLIENTS} clients, {len(times):,} answers to {QUESTION!r} in "
        f"{asked.seconds:.0f} s: median {median(times):.0f} ms (bar {MOST_MS:.0f}), 95th percentile "
        f"{times[int(0.95 * len(times))]:.0f} ms; memory {more:+.0f} MB (bar {MOST_MORE_MB:.0f}); errors: "
        f"{len(seen.errors)} (bar 0)"
    )
    print(f"{result} on {machine()}", *seen.errors[:10], sep="\n")
    if asked.write:
        append_result("bench/lab_clients.py", result)
    return int(median(times) > MOST_MS or more > MOST_MORE_MB or bool(seen.errors))


async def crowd(lab: Served, *, seconds: float, clients: int = CLIENTS, tabs: int = TABS) -> Seen:
    """Let them use the lab for so long."""
    seen = Seen()
    end = monotonic() + seconds
    await asyncio.gather(
        *(_client(lab, number, end, seen) for number in range(clients)),
        *([_tabs(lab, end, seen, tabs)] if tabs else []),
    )
    return seen


async def _client(lab: Served, number: int, end: float, seen: Seen) -> None:
    draw = random.Random(number)
    await asyncio.sleep(draw.random() * PAUSE)
    try:
        async with connect(f"ws://{lab.host}/ask", open_timeout=30) as socket:
            while monotonic() < end:
                begun = monotonic()
                answer = await _asked(socket, draw)
                seen.times.append(1000 * (monotonic() - begun))
                if "answer" not in answer and QUESTION != "none":
                    seen.errors.append(str(answer)[:300])
                await asyncio.sleep(max(0.0, PAUSE - (monotonic() - begun)))
    except (WebSocketException, OSError, TimeoutError) as error:
        seen.errors.append(f"client {number}: {type(error).__name__} {error}")


async def _asked(socket: ClientConnection, draw: random.Random) -> dict[str, Any]:
    side = draw.choice(SIZES)
    await socket.send(json.dumps({"number": 1, "topic": "t", "kind": QUESTION, "values": {"size": [side, side]}}))
    answer: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 30))
    return answer


async def _tabs(lab: Served, end: float, seen: Seen, tabs: int) -> None:
    chromium = which("chromium") or which("google-chrome") or which("chromium-headless-shell")
    arguments = ["--no-sandbox", "--disable-background-networking"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        pages = [await browser.new_page() for _ in range(tabs)]
        for number, page in enumerate(pages):
            page.on("pageerror", lambda error: seen.errors.append(f"page: {error}"))
            page.on("console", lambda one: seen.errors.append(one.text) if one.type == "error" else None)
            await page.goto(f"{lab.address}/{PAGES[number % len(PAGES)]}#lang={('en', 'zh')[number % 2]}")
        await asyncio.gather(*(_used(page, end, seen) for page in pages))
        await browser.close()


async def _used(page: Page, end: float, seen: Seen) -> None:
    while monotonic() < end:
        await page.evaluate(USE)
        seen.uses += 1
        await asyncio.sleep(PAUSE)


if __name__ == "__main__":
    sys.exit(main())
