"""Top-1 accuracy of ``pretrained`` on photographs whose file names say their ImageNet class.

Bar: at least 85 % of the 125 photos in ``$CONVSCOPE_DATA/photos``. ``python bench/pretrained.py [--write]``
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

import numpy as np
from machine import append_result, machine

import convscope as cs

BAR = 0.85


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    folder = Path(os.environ.get("CONVSCOPE_DATA", "../shared/data")) / "photos"
    files = sorted(folder.glob("n*_*.jpg"))
    if not files:
        print(f"no photos in {folder}; set CONVSCOPE_DATA", file=sys.stderr)
        return 2
    model = cs.load("pretrained")
    answers = model.scores(np.stack([model.fit(cs.picture.read(file)) for file in files]), batch=25).argmax(1)
    right = 0
    for file, answer in zip(files, answers, strict=True):
        truth, said = _letters(file.stem.partition("_")[2]), _letters(re.sub(r" \(\d+\)$", "", model.classes[answer]))
        right += truth == said
        if truth != said:
            print(f"{file.name}: {model.classes[answer]}")
    result = f"{right} of {len(files)} photos right, {right / len(files):.1%}"
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/pretrained.py", result)
    return 0 if right >= BAR * len(files) else 1


def _letters(name: str) -> str:
    return re.sub("[^a-z]", "", name.lower())


if __name__ == "__main__":
    sys.exit(main())
