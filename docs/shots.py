"""Write the pictures of the lab that README shows: each page as it opens now, in Debian's chromium.

``make shots``, or ``python docs/shots.py``, after a page's look has changed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
WIDTH, HEIGHT = 1280, 800
SHOTS = {  # of each page a state with more to see than at first
    "convolve": "convolve#picture=digit&height=8&width=8&preset=sobelX&relu=1&row=1&column=3",
    "check": "check#layer=conv2",
    "learn": "learn/07-corners#",
}


def main() -> int:
    """Serve the lab and take each page."""
    chromium = which("chromium") or which("google-chrome")
    if chromium is None:
        sys.stderr.write("chromium is not installed: tools/system-packages chromium\n")
        return 2
    command = [
        sys.executable,
        "-c",
        "from convscope.cli.main import main; main()",
        "lab",
        "--no-browser",
        "--port",
        "0",
        "--quiet",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        for name, state in SHOTS.items():
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(f"{address}{state}&lang=en&theme=light")
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(2000)  # the inspector comes after the stage, answers after the page
            page.screenshot(path=IMAGES / f"lab-{name}.png")
            page.close()
        browser.close()
        server.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
