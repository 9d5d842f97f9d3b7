"""Shuffle all pixels of all pictures in one fixed way: does a linear classifier lose anything, does a CNN?

Claim 8 of the course notes. A linear classifier is a sum over pixels, in which order does not matter: with its weights
permuted alike it gives the same scores, so what it can learn is the same. A convolution reads neighbours, and after
the shuffle neighbours are strangers.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from convscope.draw.chart import Bars, Chart, Pictures
from convscope.experiments.outcome import Outcome, mean
from convscope.experiments.subjects import spelled
from convscope.experiments.trials import (
    SIDE,
    Part,
    Pixels,
    Trying,
    folder_of,
    learn_often,
    on_canvas,
    pixels_of,
    sample,
    seeds_for,
    with_pixels,
)
from convscope.saying import Said, Words

NAME = "shuffled-pixels"
CLAIM = "As a vector of numbers before linear classifiers, a picture has lost where things are."
AS_IS, SHUFFLED = "as they are", "shuffled"
LINEAR, LENET, MEAN = "linear", "LeNet-5", "mean of maps"
CALLED = {LINEAR: "is_linear", LENET: "is_lenet", MEAN: "is_mean"}
SENSE = (
    "Only in a sense: {measured}. The vector keeps every place, so a linear classifier loses nothing by the shuffle; "
    "what it never had is neighbourhood, which is what convolutions live on."
)
WORDS = Words(
    is_linear=LINEAR, is_lenet=LENET, is_mean=MEAN, changed="{network} {before:.1%} → {after:.1%}",
    by_chance="{network} {before:.1%} → {after:.1%} (within chance)", three="{linear}; {lenet}; {mean}",
    no_shuffle="Not shown on these data: {measured}.", only_in_a_sense=SENSE,
    made_up_for=f"{SENSE} LeNet-5's fully connected layers make up for it where the pictures are this easy.",
)  # fmt: skip


def permuted(pixels_NHWC: Pixels, seed: int) -> Pixels:
    """Move the pixels of every picture by one permutation of their places; a pixel's channels stay together."""
    count, height, width, channels = pixels_NHWC.shape
    order = np.random.default_rng(seed).permutation(height * width)
    return pixels_NHWC.reshape(count, height * width, channels)[:, order].reshape(pixels_NHWC.shape)


def shuffled_pixels(trying: Trying | None = None, *, save: str | Path | None = None) -> Outcome:
    """Train three networks on pictures as they are and shuffled, with one recipe; two seeds each where data are few.

    *linear* sums pixels; *LeNet-5* convolves and then has fully connected layers, which know places; *mean of maps*
    convolves and has nothing after it that knows a place.
    """
    trying = trying or Trying()
    straight = sample(trying)
    pixels = pixels_of(straight)
    orders = {
        AS_IS: with_pixels(straight, on_canvas(pixels, SIDE)),
        SHUFFLED: with_pixels(straight, on_canvas(permuted(pixels, trying.setup.seed), SIDE)),
    }
    channels, classes = pixels.shape[-1], len(straight.classes)
    networks = {
        LINEAR: f"linear(channels={channels})",
        LENET: f"lenet5(channels={channels})",
        MEAN: spelled("pool", "mean", channels=channels, side=SIDE, classes=classes),
    }
    accuracies: dict[str, dict[str, float]] = {}
    with folder_of(trying, NAME) as folder:
        for network_at, (network, model) in enumerate(networks.items()):
            accuracies[network] = {}
            for order_at, (order, dataset) in enumerate(orders.items()):
                at, of = network_at * len(orders) + order_at, len(networks) * len(orders)
                part = Part(f"{network}, pixels {order}", at, of)
                found = learn_often(dataset, model, trying, out=folder, part=part)
                accuracies[network][order] = mean([run.record.results["test_accuracy"] for run in found])
    some = straight.test[:6]
    chart = _chart(pixels_of(orders[AS_IS])[some], pixels_of(orders[SHUFFLED])[some], accuracies)
    tested = len(straight.test)
    changes = {name: found[SHUFFLED] - found[AS_IS] for name, found in accuracies.items()}
    numbers = {
        "data": straight.name, "tested": tested, "seeds": seeds_for(straight), "accuracy": accuracies, "change": changes
    }  # fmt: skip
    path = None if save is None else chart.save(save)
    said = verdict(accuracies, tested)
    return Outcome(NAME, CLAIM, str(said), numbers, chart, path, said)


def verdict(accuracies: dict[str, dict[str, float]], tested: int) -> Said:
    """Say what was measured; a difference below two standard errors of a share is called chance."""

    def clear(network: str) -> bool:
        before, after = accuracies[network][AS_IS], accuracies[network][SHUFFLED]
        return abs(after - before) > 2 * math.sqrt((before * (1 - before) + after * (1 - after)) / tested)

    def change(network: str) -> float:
        return accuracies[network][SHUFFLED] - accuracies[network][AS_IS]

    def told(network: str) -> Said:
        found = accuracies[network]
        said = "changed" if clear(network) else "by_chance"
        return WORDS.say(said, network=WORDS.say(CALLED[network]), before=found[AS_IS], after=found[SHUFFLED])

    linear, lenet, means = map(told, (LINEAR, LENET, MEAN))
    measured = WORDS.say("three", linear=linear, lenet=lenet, mean=means)
    fell = [name for name in (LENET, MEAN) if clear(name) and change(name) < 0]
    if not fell or (clear(LINEAR) and change(LINEAR) <= min(change(name) for name in fell) / 2):
        return WORDS.say("no_shuffle", measured=measured)
    return WORDS.say("only_in_a_sense" if LENET in fell else "made_up_for", measured=measured)


def _chart(straight: Pixels, shuffled: Pixels, accuracies: dict[str, dict[str, float]]) -> Chart:
    shown = np.stack([straight, shuffled]) / 255.0
    bars = {order: [found[order] for found in accuracies.values()] for order in (AS_IS, SHUFFLED)}
    return Chart(
        "The same pictures, every pixel moved in one fixed way",
        "Above, test pictures; below, the same ones shuffled, all alike. Right: the share of test pictures answered "
        "rightly by three networks trained on either.",
        (
            Pictures("test pictures", (AS_IS, SHUFFLED), shown[..., 0] if shown.shape[-1] == 1 else shown),
            Bars("test accuracy", list(accuracies), bars, percent=True),
        ),
    )
