"""Write the pictures of the lab that README and docs/lab.md show: pages as they open now, in Debian's chromium.

``make shots``, or ``python docs/shots.py``, after a page's look has changed; with names, ``… look draw``, those alone.
For Train a LeNet-5 is trained on digits first.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
WIDTH, HEIGHT, TALL = 1280, 800, 1240
SETTLING = ("learn",)  # pages that say when all of them is there
LONG = ("train", "look")  # pages of which more is below
SHOTS = {  # of each page a state with more to see than at first
    "convolve": "convolve#picture=digit&height=8&width=8&preset=sobelX&relu=1&row=1&column=3",
    "check": "check#layer=conv2",
    "learn": "learn/01-alexnet#",
    "train": "train#run=digits-lenet5",
    "look": "look#layer=4&unit=13",
    "draw": "draw#unit=3,11,3,4",
}
CONVSCOPE = [sys.executable, "-c", "from convscope.cli.main import main; main()"]


def main() -> int:
    """Serve the lab and take each page."""
    chromium = which("chromium") or which("google-chrome") or which("chromium-headless-shell")
    if chromium is None:
        sys.stderr.write("chromium is not installed: tools/system-packages chromium\n")
        return 2
    chosen = {name: state for name, state in SHOTS.items() if name in (sys.argv[1:] or SHOTS)}
    with TemporaryDirectory() as folder:
        runs = f"{folder}/runs"
        if "train" in chosen:
            run = ["train", "digits", "--model", "lenet5", "--out", f"{runs}/digits-lenet5", "--quiet"]
            subprocess.run([*CONVSCOPE, *run], check=True, stdout=subprocess.DEVNULL)
        _taken(chosen, chromium, runs)
    return 0


def _taken(chosen: dict[str, str], chromium: str, runs: str) -> None:
    command = [*CONVSCOPE, "lab", "--no-browser", "--port", "0", "--runs", runs, "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        for name, state in chosen.items():
            page = browser.new_page(viewport={"width": WIDTH, "height": TALL if name in LONG else HEIGHT})
            page.goto(f"{address}{state}&lang=en&theme=light")
            page.wait_for_load_state("networkidle")
            if name in SETTLING:
                page.wait_for_selector("html[data-settled]", timeout=120_000)
            page.wait_for_timeout(2000)  # the inspector comes after the stage, answers after the page
            page.screenshot(path=IMAGES / f"lab-{name}.png")
            page.close()
        browser.close()
        server.terminate()


if __name__ == "__main__":
    sys.exit(main())
