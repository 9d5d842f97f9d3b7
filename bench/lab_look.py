"""How quickly the lab's page Look shows a network, in Debian's chromium, painting in software.

Bars: the network map of ResNet-18 at 224 px is there within 2 s of the page's first request (the network is loaded by
then, never run), and within 300 ms of the choice of another picture. ``--write`` adds a line to RESULTS.md.

``python bench/lab_look.py [--write]``
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from statistics import median

import numpy as np
from machine import append_result, machine
from PIL import Image
from serving import chromium, served

MOST_FIRST, MOST_AFTER = 2.0, 0.3
PICTURES = 8
SETTLED = "document.documentElement.dataset.settled"
# settled once the answer was painted: two frames after
TURN = """(hash) => new Promise((done) => {
  const begun = performance.now();
  delete document.documentElement.dataset.settled;
  convscope.turn({ picture: hash });
  const seen = () => (document.documentElement.dataset.settled && convscope.state.picture === hash
    ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))) : setTimeout(seen, 1));
  setTimeout(seen, 1);
})"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true", help="append a line to RESULTS.md")
    asked = options.parse_args()
    with served("torchvision:resnet18") as lab, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        begun = time.perf_counter()
        page.goto(f"{lab.address}/look#lang=en")
        page.wait_for_function(SETTLED)
        first = time.perf_counter() - begun
        columns = page.locator(".column").count()
        times = sorted(page.evaluate(TURN, _sent(page, number)) / 1000 for number in range(PICTURES))
    after = median(times)
    result = (
        f"network map of ResNet-18, 224 px, {columns} columns: {first:.2f} s first (bar {MOST_FIRST:g}), "
        f"another picture {1000 * after:.0f} ms (bar {1000 * MOST_AFTER:.0f}), {1000 * times[0]:.0f} to "
        f"{1000 * times[-1]:.0f}"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/lab_look.py", result)
    return int(first > MOST_FIRST or after > MOST_AFTER)


def _sent(page: object, number: int) -> str:
    """Send a picture as the page does; gives its hash."""
    pixels = np.random.default_rng(number).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    kept = io.BytesIO()
    Image.fromarray(pixels).resize((320, 240)).save(kept, "PNG")
    found: str = page.evaluate(  # type: ignore[attr-defined]
        "(list) => import('convscope/frame/uploading.js').then((one) => one.send("
        "new File([Uint8Array.from(list)], 'a.png'))).then((one) => one.picture)",
        list(kept.getvalue()),
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
