"""Shift pictures and see what a network's answers and features do: with pools, with strides, blurred, by their heads.

Claim 23 of the course notes. Convolution is *equivariant*: shift the picture, and the maps shift. Whatever halves a map
keeps that only for shifts by whole steps of all halvings together, here 8 pixels; between, it aliases (Zhang, arXiv
1904.11486). *Invariant*, the same answer, is what a mean over the last maps makes of it; a fully connected layer does
not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from convscope.draw.chart import Chart, Line, Lines
from convscope.experiments.outcome import Outcome, mean
from convscope.experiments.shifts import Shifted, averaged, shifts_of
from convscope.experiments.subjects import HALVED, Head, Way, spelled
from convscope.experiments.trials import Trying, centred, folder_of, learn_often, sample

NAME = "shift"
CLAIM = "Pooling makes a CNN translation invariant."
STAYS = 0.05  # change of the features up to which they are said to stay
CANVAS, INNER = 40, 24  # pixels: a black canvas, and the picture in its middle, which so has 8 to move
NETWORKS: dict[str, tuple[Way, Head]] = {
    "pooled": ("pool", "mean"),
    "strided": ("stride", "mean"),
    "blurred": ("blur", "mean"),
    "pooled, fully connected": ("pool", "places"),
}


def shift(trying: Trying | None = None, *, save: str | Path | None = None) -> Outcome:
    """Train four networks on centred pictures, then test them on pictures moved to the right, pixel by pixel."""
    trying = trying or Trying()
    data = sample(trying)
    pictures = centred(data, CANVAS, inner=INNER)
    channels, classes = pictures.pictures[0].shape[-1], len(data.classes)
    curves: dict[str, Shifted] = {}
    with folder_of(trying, NAME) as folder:
        for name, (way, head) in NETWORKS.items():
            model = spelled(way, head, channels=channels, side=CANVAS, classes=classes)
            runs = learn_often(pictures, model, trying, out=folder, name=name)
            curves[name] = averaged([shifts_of(run, pictures, most=HALVED) for run in runs])
    numbers = {
        "data": data.name,
        "tested": len(data.test),
        "steps": HALVED,
        "networks": {name: found.as_dict() for name, found in curves.items()},
    }
    chart = _chart(curves)
    path = None if save is None else chart.save(save)
    return Outcome(NAME, CLAIM, verdict(curves), numbers, chart, path)


def verdict(curves: dict[str, Shifted]) -> str:
    """Say what was measured."""
    full, pooled = curves["pooled, fully connected"], curves["pooled"]
    between = {name: mean(list(found.change[1:-1])) for name, found in curves.items()}
    told = ", ".join(f"{name} {between[name]:.0%}" for name in ("pooled", "strided", "blurred"))
    falls = full.accuracy[0] - full.accuracy[-1]
    head = (
        f"a pooled network with a fully connected head falls from {full.accuracy[0]:.1%} to {full.accuracy[-1]:.1%} by "
        f"a shift of {full.pixels[-1]} pixels, one with the mean of its maps from {pooled.accuracy[0]:.1%} to "
        f"{pooled.accuracy[-1]:.1%}"
    )
    least = min(("pooled", "strided", "blurred"), key=lambda name: between[name])
    if falls < 0.02:
        return f"Not shown on these data: {head}; features change between steps by {told}."
    changed = pooled.change[-1]
    stays = f"maps shift and the mean stays (features change by {changed:.1%})"
    if changed > STAYS:
        stays = (
            f"maps shift, but features change by {changed:.1%}: the pictures reach the canvas's edge then, whose "
            "padding is not their black"
        )
    return (
        f"Not by itself: {head}. Of {HALVED} pixels, the step of all halvings, {stays}; between, features change by "
        f"{told}: the {least} network is the steadiest."
    )


def _chart(curves: dict[str, Shifted]) -> Chart:
    def lines(pick: Callable[[Shifted], tuple[float, ...]]) -> list[Line]:
        return [Line(name, found.pixels, pick(found), dashed="," in name) for name, found in curves.items()]

    return Chart(
        "What a shift does",
        f"Trained on centred pictures only; tested on pictures moved to the right over black. The dotted line is "
        f"{HALVED} pixels, where each of the three halvings has moved by whole steps.",
        (
            Lines("test accuracy", "shift in pixels", lines(lambda one: one.accuracy), True, (HALVED,)),
            Lines("answers that stay", "shift in pixels", lines(lambda one: one.kept), True, (HALVED,)),
            Lines("change of the features", "shift in pixels", lines(lambda one: one.change), True, (HALVED,)),
        ),
    )
