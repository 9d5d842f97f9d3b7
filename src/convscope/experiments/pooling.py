"""The same convolutions with pools and without: what pooling saves, and where it saves nothing.

Claim 24 of the course notes. A pool makes the maps after it a quarter as large: every later convolution has a quarter
of the multiply-adds (MACs), and a fully connected layer behind it a quarter of the weights. Before a global mean there
is no such layer, and pools save no parameter at all.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from convscope.draw.chart import Bars, Chart, Line, Lines
from convscope.experiments.outcome import Outcome, mean
from convscope.experiments.shifts import Shifted, averaged, shifts_of
from convscope.experiments.subjects import Head, Way, spelled
from convscope.experiments.trials import Part, Trying, centred, folder_of, learn_often, sample
from convscope.models import build
from convscope.network import trace
from convscope.runs import Run
from convscope.saying import Said, Words

NAME = "pooling"
CLAIM = "Big maps cost too much, so one pools: fewer parameters, less overfitting, invariance."
CANVAS, INNER = 24, 16  # pixels: a black canvas, and the picture in its middle
FAR = 4  # pixels that pictures are shifted by at most
EPOCHS = 8  # maps that are never pooled are slow to train; the whole is to be done in a minute
POOLED, FULL = "pooled", "not pooled"
HEADS: dict[str, Head] = {"fully connected": "places", "mean of maps": "mean"}
WAYS: dict[str, Way] = {POOLED: "pool", FULL: "none"}
WORDS = Words(
    less="less", more="more", not_clear="no clearly different", none_saved="no parameter", some_saved="parameters",
    holds_where="Holds where a fully connected layer follows: {macs:.1f}× fewer MACs and {weights:.1f}× fewer "
    "parameters; {overfits} overfitting (train less test: {without:.1%} without, {pooled:.1%} with pools); at a shift "
    "of {by} pixels the pooled one keeps {kept:.0%} of its answers, the other {kept_without:.0%}. Before a mean of "
    "maps {mean_macs:.1f}× fewer MACs and {saved} saved.",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One network: its cost at batch 1, accuracies as shares of 1, and what shifts do to it."""

    parameters: int
    macs: int
    train: float
    test: float
    shifted: Shifted

    @property
    def gap(self) -> float:
        """Train less test accuracy."""
        return self.train - self.test


def pooling(trying: Trying | None = None, *, save: str | Path | None = None) -> Outcome:
    """Train four networks, with and without pools, and two heads; compare costs and gaps."""
    trying = trying or Trying()
    data = sample(trying)
    pictures = centred(data, CANVAS, inner=INNER)
    channels, classes = pictures.pictures[0].shape[-1], len(data.classes)
    found: dict[str, dict[str, Compared]] = {}
    with folder_of(trying, NAME) as folder:
        for head_at, (head_name, head) in enumerate(HEADS.items()):
            found[head_name] = {}
            for way_at, (way_name, way) in enumerate(WAYS.items()):
                model = spelled(way, head, channels=channels, side=CANVAS, classes=classes)
                at, of = head_at * len(WAYS) + way_at, len(HEADS) * len(WAYS)
                part = Part(f"{way_name}, {head_name}", at, of)
                runs = learn_often(pictures, model, trying, out=folder, part=part, epochs=EPOCHS)
                network = trace(build(model).module, (channels, CANVAS, CANVAS))
                found[head_name][way_name] = Compared(
                    network.parameters,
                    network.macs,
                    mean([_learnt(run) for run in runs]),
                    mean([run.record.results["test_accuracy"] for run in runs]),
                    averaged([shifts_of(run, pictures, most=FAR) for run in runs]),
                )
    numbers: dict[str, Any] = {
        "data": data.name,
        "tested": len(data.test),
        "networks": {
            f"{way}, {head}": {**asdict(one), "gap": one.gap}
            for head, ways in found.items()
            for way, one in ways.items()
        },
    }
    chart = _chart(found)
    path = None if save is None else chart.save(save)
    said = verdict(found, len(data.test))
    return Outcome(NAME, CLAIM, str(said), numbers, chart, path, said)


def verdict(found: dict[str, dict[str, Compared]], tested: int) -> Said:
    """Say what was measured; gaps nearer than two standard errors of a share are not told apart."""
    places, means = found["fully connected"], found["mean of maps"]
    difference, spread = places[FULL].gap - places[POOLED].gap, _spread(places, tested)
    overfits = "less" if difference > spread else "more" if -difference > spread else "not_clear"
    same = means[FULL].parameters == means[POOLED].parameters
    return WORDS.say(
        "holds_where", macs=places[FULL].macs / places[POOLED].macs,
        weights=places[FULL].parameters / places[POOLED].parameters, overfits=WORDS.say(overfits),
        without=places[FULL].gap, pooled=places[POOLED].gap, by=FAR, kept=places[POOLED].shifted.kept[FAR],
        kept_without=places[FULL].shifted.kept[FAR], mean_macs=means[FULL].macs / means[POOLED].macs,
        saved=WORDS.say("none_saved" if same else "some_saved"),
    )  # fmt: skip


def _spread(ways: dict[str, Compared], tested: int) -> float:
    return 2 * math.sqrt(sum(one.test * (1 - one.test) / tested for one in ways.values()))


def _learnt(run: Run) -> float:
    """Give the training accuracy in the epoch whose weights were kept."""
    return float(run.metrics[(run.record.best_epoch or run.record.epochs) - 1]["train_accuracy"])


def _chart(found: dict[str, dict[str, Compared]]) -> Chart:
    heads = list(found)

    def values(name: str, scale: float = 1.0) -> dict[str, list[float]]:
        return {way: [getattr(found[head][way], name) / scale for head in heads] for way in WAYS}

    curves = [
        Line(f"{way}, {head}", one.shifted.pixels, one.shifted.accuracy, dashed=way == FULL)
        for head, ways in found.items()
        for way, one in ways.items()
    ]
    return Chart(
        "With pools and without",
        "The same three convolutions, a pool of 2 × 2 after each or none; behind them a fully connected layer or the "
        "mean of the maps. Costs at batch 1; the gap is train less test accuracy.",
        (
            Bars("multiply-adds, millions", heads, values("macs", 1e6)),
            Bars("parameters, thousands", heads, values("parameters", 1e3)),
            Bars("train − test accuracy", heads, values("gap"), percent=True),
            Lines("accuracy when shifted", "shift in pixels", curves, percent=True),
        ),
    )
