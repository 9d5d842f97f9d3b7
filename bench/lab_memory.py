"""Whether the lab's memory stays bounded: a hundred models opened, asked about by every page, and closed.

Each round opens a network, as ``convscope lab`` does, asks through the desk what the pages Check, Look and Draw ask on
opening and on a click, with a new picture each time, and closes it. Resident memory is read after every round. Bar: the
last tenth's median is within 10 % of the second tenth's. ``--write`` adds a line to RESULTS.md. With ``--browser`` the
pages themselves do it, in one tab of chromium that goes from lab to lab (`lab_memory_browser.py`): the bar is then the
server's, the tab's and the browser's each; a hundred rounds take most of an hour.

``python bench/lab_memory.py [--rounds 100] [--browser] [--write]``
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import sys
from pathlib import Path
from statistics import median

import numpy as np
from machine import append_result, machine
from PIL import Image

from convscope import lab, load
from convscope.lab.app import ANSWERS
from convscope.lab.asking import Desk

NAMES = (
    "lenet5:mnist",
    "torchvision:resnet18",
    "resnet20",
    "torchvision:mobilenet_v3_small",
    "tinyvgg",
    "torchvision:squeezenet1_1",
)
SHARE = 0.1


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=100)
    options.add_argument("--write", action="store_true", help="append a line to RESULTS.md")
    options.add_argument("--browser", action="store_true", help="use the pages in a browser")
    asked = options.parse_args()
    if asked.browser:
        return _in_browser(asked.rounds, asked.write)
    found = []
    for number in range(asked.rounds):
        _use(NAMES[number % len(NAMES)], number)
        gc.collect()
        found.append(_resident())
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {asked.rounds}: {found[-1] / 1e6:,.0f} MB ", end="", file=sys.stderr)
    tenth = max(1, asked.rounds // 10)
    early, late = median(found[tenth : 2 * tenth]), median(found[-tenth:])
    result = (
        f"{asked.rounds} models of {len(NAMES)} kinds opened, checked, looked at, drawn for and closed: "
        f"{early / 1e6:,.0f} MB after {2 * tenth}, {late / 1e6:,.0f} MB after {asked.rounds} "
        f"({late / early - 1:+.1%}, bar +{SHARE:.0%})"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/lab_memory.py", result)
    return int(late > (1 + SHARE) * early)


def _in_browser(count: int, write: bool) -> int:
    from lab_memory_browser import PARTS, Held, rounds

    found = []
    for held in rounds([NAMES[number % len(NAMES)] for number in range(count)]):
        found.append(held)
        print(f"{len(found)} of {count}: {Held(*held)}", file=sys.stderr, flush=True)
    tenth = max(1, count // 10)
    early, late = (
        [median(part) for part in zip(*some, strict=True)] for some in (found[tenth : 2 * tenth], found[-tenth:])
    )
    told = [
        f"{name} {one:,.1f} → {two:,.1f} MB ({two / one - 1:+.1%})"
        for name, one, two in zip(PARTS, early, late, strict=True)
    ]
    result = (
        f"in one tab, {count} models of {len(NAMES)} kinds opened, checked, looked at, drawn for and closed, after "
        f"{2 * tenth} → after {count}: {'; '.join(told)}; bar +{SHARE:.0%} each"
    )
    print(f"{result} on {machine()}")
    if write:
        append_result("bench/lab_memory.py --browser", result)
    return int(any(two > (1 + SHARE) * one for one, two in zip(early, late, strict=True)))


def _use(name: str, number: int) -> None:
    """Open a network and ask what its pages ask."""
    opened = lab.Opened(name, load(name))
    desk = Desk(opened, ANSWERS)
    pixels = np.random.default_rng(number).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    kept = io.BytesIO()
    Image.fromarray(pixels).save(kept, "PNG")
    picture = {"picture": opened.pictures.put(kept.getvalue())}

    def ask(kind: str, **values: object) -> dict[str, object]:
        told: dict[str, object] = json.loads(desk.answer({"number": 0, "kind": kind, "values": values}))
        if "fault" in told:
            raise SystemExit(f"{name}, {kind}: {told['fault']}")
        return told["answer"]  # type: ignore[return-value]

    ask("check")
    column = ask("look", **picture)["columns"][1]  # type: ignore[index]
    ask("look-layer", **picture, layer=column["index"], page=0)
    ask("look-unit", **picture, layer=column["index"], unit=column["maps"][0]["unit"])
    ask("draw-open")
    opened.close()


def _resident() -> int:
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmRSS")))


if __name__ == "__main__":
    sys.exit(main())
