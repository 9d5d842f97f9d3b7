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
from convscope.experiments.trials import Part, Trying, centred, folder_of, learn_often, sample
from convscope.saying import Said, Words

NAME = "shift"
CLAIM = "Pooling makes a CNN translation invariant."
MEANT = ("pooled", "strided", "blurred")  # those with the mean of their maps
WORDS = Words(
    is_pooled="pooled", is_strided="strided", is_blurred="blurred",
    between="pooled {pooled:.0%}, strided {strided:.0%}, blurred {blurred:.0%}",
    fall="a pooled network with a fully connected head falls from {full:.1%} to {full_moved:.1%} by a shift of "
    "{pixels} pixels, one with the mean of its maps from {mean:.1%} to {mean_moved:.1%}",
    no_shift="Not shown on these data: {fall}; features change between steps by {between}.",
    not_by_itself="Not by itself: {fall}. Of {steps} pixels, the step of all halvings, {stays}; between, features "
    "change by {between}: the {least} network is the steadiest.",
    mean_stays="maps shift and the mean stays (features change by {changed:.1%})",
    edge_reached="maps shift, but features change by {changed:.1%}: the pictures reach the canvas's edge then, whose "
    "padding is not their black",
)  # fmt: skip
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
        for at, (name, (way, head)) in enumerate(NETWORKS.items()):
            model = spelled(way, head, channels=channels, side=CANVAS, classes=classes)
            runs = learn_often(pictures, model, trying, out=folder, part=Part(name, at, len(NETWORKS)))
            curves[name] = averaged([shifts_of(run, pictures, most=HALVED) for run in runs])
    numbers = {
        "data": data.name,
        "tested": len(data.test),
        "steps": HALVED,
        "networks": {name: found.as_dict() for name, found in curves.items()},
    }
    chart = _chart(curves)
    path = None if save is None else chart.save(save)
    said = verdict(curves)
    return Outcome(NAME, CLAIM, str(said), numbers, chart, path, said)


def verdict(curves: dict[str, Shifted]) -> Said:
    """Say what was measured."""
    full, pooled = curves["pooled, fully connected"], curves["pooled"]
    between = {name: mean(list(found.change[1:-1])) for name, found in curves.items()}
    told = WORDS.say("between", **{name: between[name] for name in MEANT})
    falls = full.accuracy[0] - full.accuracy[-1]
    head = WORDS.say(
        "fall", full=full.accuracy[0], full_moved=full.accuracy[-1], pixels=full.pixels[-1], mean=pooled.accuracy[0],
        mean_moved=pooled.accuracy[-1],
    )  # fmt: skip
    if falls < 0.02:
        return WORDS.say("no_shift", fall=head, between=told)
    changed = pooled.change[-1]
    return WORDS.say(
        "not_by_itself", fall=head, steps=HALVED, between=told, stays=WORDS.say("mean_stays", changed=changed)
        if changed <= STAYS else WORDS.say("edge_reached", changed=changed),
        least=WORDS.say(f"is_{min(MEANT, key=lambda name: between[name])}"),
    )  # fmt: skip


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
