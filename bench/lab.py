"""How quickly the lab's convolution stage answers, in Debian's chromium, painting in software.

Bars: from a change of a control to the painted result, median at most 50 ms; 60 frames a second while playing, that is
a median frame of at most 17 ms. ``--write`` adds a line to RESULTS.md.

``python bench/lab.py [--write]``
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from machine import append_result, machine
from serving import chromium

from convscope import lab

MOST_MS, MOST_FRAME_MS = 50.0, 17.0
ADDRESSES = ("", "picture=scene&channels=3&height=32&width=32&ky=5&kx=5&rule=same&kernels=10")
CHANGES = """async () => {
  const times = [];
  for (let at = 0; at < 40; at += 1) {
    const begun = performance.now();
    convscope.change({ sy: 1 + at % 2, sx: 1 + at % 2, relu: at % 3 === 0 });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - begun);
    await new Promise((done) => setTimeout(done, 60));
  }
  return times;
}"""
FRAMES = """async () => {
  convscope.change({ row: 0, column: 0 });
  document.getElementById("speed").value = "3";
  document.getElementById("play").click();
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let at = 0; at < 60; at += 1) {
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times;
}"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true", help="append a line to RESULTS.md")
    asked = options.parse_args()
    changes: list[float] = []
    frames: list[float] = []
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = lab.export(Path(folder) / "convolve.html").path
        for address in ADDRESSES:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{place.as_uri()}#{address}")
            changes += page.evaluate(CHANGES)
            page.goto("about:blank")
            page.goto(f"{place.as_uri()}#picture=digit&height=16&width=16&{address}")
            frames += page.evaluate(FRAMES)
            page.close()
    result = (
        f"change to painted: median {median(changes):.0f} ms (bar {MOST_MS:.0f}), most {max(changes):.0f}; "
        f"playing: median frame {median(frames):.1f} ms (bar {MOST_FRAME_MS:.0f}), most {max(frames):.1f}"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/lab.py", result)
    return int(median(changes) > MOST_MS or median(frames) > MOST_FRAME_MS)


if __name__ == "__main__":
    sys.exit(main())
