"""Paint pictures back from layers of networks with pools, with strides, and with neither: what is lost, and by what.

Claim 41 of the course notes. A pool of 2 × 2 and a stride of 2 leave equally many numbers, and a network that never
halves a map keeps them all; so what a pool loses by itself is told from what fewer numbers lose. Pictures lie anywhere
on their canvas, so that where they lie can be lost, too (inversion: Mahendran and Vedaldi, arXiv 1412.0035).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from convscope.draw.chart import Chart, Line, Lines, Pictures
from convscope.experiments.outcome import Outcome
from convscope.experiments.painted_back import PaintedBack, averaged, painted_from
from convscope.experiments.subjects import WIDTHS, Way, spelled
from convscope.experiments.trials import Part, Trying, centred, folder_of, learn_often, sample

NAME = "reconstruction"
CLAIM = "Pooling loses information; to keep position, avoid it, as fully convolutional networks tend to."
CANVAS, INNER, FAR = 24, 16, 4  # pixels: canvas, picture, how far from the middle it may lie
EPOCHS, PICTURES, STEPS = 8, 12, 150
POOLED, STRIDED, FULL = "pooled", "strided", "neither"
WAYS: dict[str, Way] = {POOLED: "pool", STRIDED: "stride", FULL: "none"}
MEAN = len(WIDTHS)  # the depth behind the blocks: the mean of the last maps
REACHED = 0.05  # share of the numbers missed, up to which what came back is taken for what there is
ALIKE = 0.01  # errors that differ by less are not told apart
CLOSE = 1.0  # pixels up to which a place is said to be kept


def reconstruction(trying: Trying | None = None, *, save: str | Path | None = None) -> Outcome:
    """Train three networks that differ in how they halve maps; paint test pictures back from each depth."""
    trying = trying or Trying()
    data = sample(trying)
    pictures = centred(data, CANVAS, inner=INNER)
    channels, classes = pictures.pictures[0].shape[-1], len(data.classes)
    found: dict[str, PaintedBack] = {}
    with folder_of(trying, NAME) as folder:
        for at, (name, way) in enumerate(WAYS.items()):
            model = spelled(way, "mean", channels=channels, side=CANVAS, classes=classes)
            runs = learn_often(pictures, model, trying, out=folder, part=Part(name, at, len(WAYS)), epochs=EPOCHS)
            found[name] = averaged([
                painted_from(run, pictures, count=PICTURES, most=FAR, steps=STEPS, seed=trying.setup.seed)
                for run in runs
            ])  # fmt: skip
    numbers: dict[str, Any] = {
        "data": data.name,
        "painted": PICTURES,
        "depths": [f"block {number + 1}" for number in range(len(WIDTHS))] + ["mean of maps"],
        "networks": {
            name: {"numbers": one.numbers, "missed": one.missed, "error": one.error, "pixels_off": one.off}
            for name, one in found.items()
        },
    }
    chart = _chart(found)
    path = None if save is None else chart.save(save)
    return Outcome(NAME, CLAIM, verdict(found), numbers, chart, path)


def verdict(found: dict[str, PaintedBack]) -> str:
    """Say what was measured, at the deepest block from which the search came back with what all three keep."""
    reached = [depth for depth in range(len(WIDTHS)) if max(one.missed[depth] for one in found.values()) <= REACHED]
    mean = f"From the mean of the maps alone what comes back lies {_each(found, 'off', MEAN, '.1f')} pixels off"
    if not reached:
        missed = _each(found, "missed", 0, ".0%")
        return f"Not told: even of the first block's numbers the search misses {missed}. {mean}."
    depth = reached[-1]
    pooled, strided, full = (found[way].error[depth] for way in (POOLED, STRIDED, FULL))
    if pooled <= full + ALIKE:
        first = "Not shown for detail"
    elif min(found[POOLED].errors(depth)) > max(found[STRIDED].errors(depth)) + ALIKE:
        first = "Holds for detail: pools lose some, and in each training more than strides that leave as many numbers"
    elif pooled > strided + ALIKE:
        first = "Holds for detail: having fewer numbers loses some; that pools lose more is not told"
    else:
        first = "Holds for detail, but pools lose no more than strides do: it is having fewer numbers that loses it"
    place = "Place survives the pools" if found[POOLED].off[depth] <= CLOSE else "Place is blurred by the pools"
    told = (
        f"{first}: from block {depth + 1} what comes back is {_each(found, 'error', depth, '.0%')} wrong. {place}: it "
        f"lies {_each(found, 'off', depth, '.1f')} pixels off. {mean}: it is that mean that gives place up."
    )
    if depth + 1 < len(WIDTHS):
        missed = _each(found, "missed", depth + 1, ".0%")
        told += f" From block {depth + 2} the search misses {missed} of the numbers, so what is lost there is not told."
    return told


def _each(found: dict[str, PaintedBack], name: str, depth: int, form: str) -> str:
    """Write a measure of the three networks: 15% (pooled), 9% (strided), 0% (neither)."""
    return ", ".join(f"{getattr(one, name)[depth]:{form}} ({way})" for way, one in found.items())


def _chart(found: dict[str, PaintedBack]) -> Chart:
    depths = list(range(1, len(WIDTHS) + 1))
    shown = np.stack([one.pictures for one in found.values()]) / 255.0
    shown = shown if shown.shape[-1] == 3 else shown.mean(-1)

    def lines(name: str) -> list[Line]:
        return [Line(way, depths, getattr(one, name)[: len(depths)]) for way, one in found.items()]

    return Chart(
        "What comes back from a layer, with pools and without",
        "The same three convolutions. Left: a test picture, then what is painted back from the numbers of block 1, 2, "
        "3, and of the mean of the last maps. An error of 100 % is that of an even grey.",
        (
            Pictures("the picture; from block 1, 2, 3; from the mean", list(found), shown),
            Lines("error of what comes back", "block", lines("error"), percent=True),
            Lines("how far it lies off, in pixels", "block", lines("off")),
        ),
    )
