"""The channels experiment."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from convscope.experiments import channels as experiment
from convscope.experiments.channels import BATCHES, CHANNELS, Timed, ratios, timed, verdict
from convscope.training import Setup


def table(time: Callable[[int], float], spread: float = 0.01) -> dict[int, Timed]:
    return {
        count: Timed(time(count), time(count) * (1 - spread / 2), time(count) * (1 + spread / 2)) for count in CHANNELS
    }


FLAT = {count: Timed(1.0, 0.99, 1.01) for count in BATCHES}


def test_the_ratios_are_those_worked_by_hand() -> None:
    """Where widths between multiples of 8 cost half as much again, and 64 two thirds of its neighbours."""
    stepped = ratios(table(lambda count: 1.0 if count % 8 == 0 else 1.5))
    assert stepped["others_to_multiples_of_8"] == 1.5 and stepped["64_to_56_and_72"] == 1
    assert ratios(table(lambda count: 2.0 if count == 64 else 3.0))["64_to_56_and_72"] == pytest.approx(2 / 3)


def test_the_verdict_follows_the_times() -> None:
    """Multiples of 8 pay, or make no difference, or nothing can be said of a busy machine."""
    stepped = table(lambda count: 1.0 if count % 8 == 0 else 1.5)
    assert "multiples of 8 pay" in str(verdict(stepped, FLAT))
    assert "no clear difference" in str(verdict(table(lambda count: 1.0), FLAT))
    assert "is no cheaper than" in str(verdict(stepped, FLAT))
    assert "64 channels is cheaper than" in str(verdict(table(lambda count: 0.5 if count == 64 else 1.0), FLAT))
    assert str(verdict(table(lambda count: 1.0, spread=0.9), FLAT)).startswith("This machine is too busy")


def test_each_is_timed_in_turn() -> None:
    """A round calls every subject as often, and a subject of twice the work a call has half the time a multiply-add."""
    order: list[int] = []
    subjects = [(lambda number=number: order.append(number), 10**6) for number in range(3)]
    found = timed(subjects, 4, torch.device("cpu"))
    assert len(found) == 3 and all(one.low <= one.median <= one.high for one in found)
    assert order[:3] == [0, 1, 2] and sorted(order[3:9]) == [0, 0, 1, 1, 2, 2] and len(order) == 3 + 4 * 3 * 2


def test_it_ends_in_a_picture_and_numbers(tmp_path: Path) -> None:
    """Two rounds on this machine."""
    outcome = experiment(setup=Setup(threads=1), save=tmp_path / "c.png", rounds=2)
    assert (tmp_path / "c.png").is_file() and outcome.numbers["rule"] == "unaligned-channels"
    assert set(outcome.numbers["ns_per_1000_macs_by_channels"]) == set(range(48, 81))
