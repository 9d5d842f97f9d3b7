"""Time a convolution at 48 … 80 channels and at batches of 1 … 64, on this machine: do powers of two pay?

Claim 35 of the course notes. Vector units and tensor cores work on 8 or 16 numbers at once, so multiples of 8 can be
cheaper a multiply-add; whether they are, here, is measured. Rounds go through all sizes in turn, so that another load
on the machine meets them alike; a size's time is the median over rounds, its spread the quartiles.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from convscope.draw.chart import Chart, Line, Lines
from convscope.experiments.outcome import Outcome
from convscope.saying import Said, Words
from convscope.training import Setup

NAME = "channels"
CLAIM = "Choose powers of 2 for the number of kernels and for the batch."
CHANNELS = tuple(range(48, 81))
BATCHES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
UNIT = 8  # channels at once
SIDE, BATCH, FIXED = 20, 8, 64  # the map; the batch while channels vary; channels while the batch varies
CALLS = 2  # of which a round takes the quickest
RULE = "unaligned-channels"
BUSY = 0.25  # spread of one size's time beyond which nothing is concluded
WORDS = Words(
    timed="other widths cost {others:.2f}× a multiply-add (quartiles {low:.2f}–{high:.2f}); 64 channels {special} 56 "
    "and 72 ({power:.2f}×); batches that are no power of two cost {odd:.2f}× those that are; a size's own spread is "
    "{noise:.0%}",
    cheaper="is cheaper than", no_cheaper="is no cheaper than", multiples_pay="multiples of 8 pay",
    no_difference="multiples of 8 make no clear difference", on_this_machine="On this machine {aligned}: {timed}. "
    "convscope rule {rule}", too_busy="This machine is too busy to tell: {timed}. Try again when nothing else runs.",
)  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """Nanoseconds a thousand multiply-adds: median and quartiles over rounds."""

    median: float
    low: float
    high: float


def channels(
    *, setup: Setup | None = None, save: str | Path | None = None, rounds: int = 13,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Outcome:  # fmt: skip
    """Time a 3 × 3 convolution, channels in and out alike, forward in evaluation, by channels and by batch.

    ``progress`` is told after each round how many are done, of twice ``rounds``.
    """
    setup = setup or Setup()
    device = setup.torch_device()
    with setup.applied(), torch.inference_mode():
        widths_of = [_subject(count, BATCH, device) for count in CHANNELS]
        by_channels = timed(widths_of, rounds, device, lambda done: progress(done, 2 * rounds))
        batches_of = [_subject(FIXED, count, device) for count in BATCHES]
        by_batch = timed(batches_of, rounds, device, lambda done: progress(rounds + done, 2 * rounds))
    widths, batches = dict(zip(CHANNELS, by_channels, strict=True)), dict(zip(BATCHES, by_batch, strict=True))
    numbers: dict[str, Any] = {
        "device": str(device),
        "threads": setup.threads or torch.get_num_threads(),
        "rounds": rounds,
        "ns_per_1000_macs_by_channels": {count: [one.median, one.low, one.high] for count, one in widths.items()},
        "ns_per_1000_macs_by_batch": {count: [one.median, one.low, one.high] for count, one in batches.items()},
        **ratios(widths),
        "rule": RULE,
    }
    chart = _chart(widths, batches)
    path = None if save is None else chart.save(save)
    said = verdict(widths, batches)
    return Outcome(NAME, CLAIM, str(said), numbers, chart, path, said)


def timed(
    subjects: Sequence[tuple[Callable[[], object], int]], rounds: int, device: torch.device,
    progress: Callable[[int], object] = lambda done: None,
) -> list[Timed]:  # fmt: skip
    """Time each subject once a round, in turn; give each its time a thousand multiply-adds."""
    for call, _ in subjects:
        call()
    found: list[list[float]] = [[] for _ in subjects]
    for number in range(rounds):
        for place, (call, macs) in enumerate(subjects):
            found[place].append(min(_seconds(call, device) for _ in range(CALLS)) / macs * 1e12)
        progress(number + 1)
    return [Timed(statistics.median(one), *statistics.quantiles(one, n=4)[::2]) for one in found]


def ratios(widths: dict[int, Timed]) -> dict[str, float]:
    """Compare, a multiply-add: other widths to the nearest multiples of 8, and 64 to the multiples beside it.

    >>> even = {count: Timed(1.0 if count % 8 == 0 else 1.5, 1.0, 1.0) for count in range(48, 81)}
    >>> ratios(even)["others_to_multiples_of_8"]
    1.5
    """
    times = {count: one.median for count, one in widths.items()}

    def beside_multiples(count: int) -> float:
        below, above = count // UNIT * UNIT, -(-count // UNIT) * UNIT
        return times[count] / statistics.mean([times[below], times[above]])

    compared = [beside_multiples(count) for count in times if count % UNIT]
    low, middle, high = statistics.quantiles(compared, n=4)
    beside = statistics.mean([widths[56].median, widths[72].median])
    return {
        "others_to_multiples_of_8": middle,
        "others_to_multiples_of_8_low": low,
        "others_to_multiples_of_8_high": high,
        "64_to_56_and_72": widths[64].median / beside,
    }


def verdict(widths: dict[int, Timed], batches: dict[int, Timed]) -> Said:
    """Say what was measured on this machine."""
    found = ratios(widths)
    others, power = found["others_to_multiples_of_8"], found["64_to_56_and_72"]
    noise = statistics.median((one.high - one.low) / one.median for one in widths.values())
    odd = statistics.median(batches[count].median for count in batches if count & (count - 1))
    even = statistics.median(batches[count].median for count in batches if count > 1 and not count & (count - 1))
    measured = WORDS.say(
        "timed", others=others, low=found["others_to_multiples_of_8_low"], high=found["others_to_multiples_of_8_high"],
        special=WORDS.say("cheaper" if power < 1 - max(noise, 0.05) else "no_cheaper"), power=power, odd=odd / even,
        noise=noise,
    )  # fmt: skip
    if noise > BUSY:
        return WORDS.say("too_busy", timed=measured)
    aligned = WORDS.say("multiples_pay" if others > 1 + max(noise, 0.05) else "no_difference")
    return WORDS.say("on_this_machine", aligned=aligned, timed=measured, rule=RULE)


def _subject(count: int, batch: int, device: torch.device) -> tuple[Callable[[], object], int]:
    convolution = nn.Conv2d(count, count, 3, padding=1).to(device).eval()
    images = torch.rand(batch, count, SIDE, SIDE, device=device)
    return lambda: convolution(images), batch * count * count * 9 * SIDE * SIDE


def _seconds(call: Callable[[], object], device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    begun = time.perf_counter()
    call()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter() - begun


def _chart(widths: dict[int, Timed], batches: dict[int, Timed]) -> Chart:
    def line(found: dict[int, Timed]) -> Line:
        values = list(found.values())
        return Line(
            "", list(found), [one.median for one in values], [one.low for one in values], [one.high for one in values]
        )

    return Chart(
        "Time a multiply-add, on this machine",
        f"A 3 × 3 convolution on {SIDE} × {SIDE}, forward, float32: nanoseconds a thousand multiply-adds, median and "
        "quartiles. Dotted: multiples of 8.",
        (
            Lines(f"by channels, batch {BATCH}", "channels", [line(widths)], marks=range(48, 81, UNIT)),
            Lines(f"by batch, {FIXED} channels", "batch", [line(batches)], logarithmic=True),
        ),
    )
