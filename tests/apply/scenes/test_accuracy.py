"""How right a map is: the worked example of Olofsson et al. 2014, section 5 (their tables 8 and 9)."""

import json
from typing import Any

import numpy as np
import pytest

from convscope.apply.scenes.accuracy import accuracy
from convscope.errors import ConvscopeError

CLASSES = ["deforestation", "forest gain", "stable forest", "stable non-forest"]
COUNTS = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]
HECTARES = [18_000, 13_500, 288_000, 580_500]  # 200,000, 150,000, 3,200,000 and 6,450,000 pixels of 30 m
FOUND = accuracy(COUNTS, HECTARES, CLASSES)


def test_areas_and_their_intervals_are_those_of_the_paper() -> None:
    """21,158 ± 6,158 ha of deforestation, where 18,000 ha were mapped, and so on; to the hectare or its rounding."""
    expected = [(21_158, 6_158), (11_686, 3_756), (285_770, 15_510), (581_386, 16_282)]
    for one, (area, half) in zip(FOUND.areas, expected, strict=True):
        assert one.value == pytest.approx(area, abs=1)
        assert one.half == pytest.approx(half, abs=2)


def test_accuracies_are_those_of_the_paper() -> None:
    """User's 0.88, 0.73, 0.93, 0.96 and overall 0.95 with their intervals; producer's 0.75, 0.85, 0.93, 0.96."""
    users = [(0.88, 0.07), (0.73, 0.10), (0.93, 0.04), (0.96, 0.02)]
    for found, expected in ((FOUND.users, users), ([FOUND.overall], [(0.95, 0.02)])):
        assert [(round(one.value, 2), round(one.half, 2)) for one in found] == expected
    assert [round(one.value, 2) for one in FOUND.producers] == [0.75, 0.85, 0.93, 0.96]


def test_a_producers_interval_is_that_of_the_propagated_errors() -> None:
    """Equation 7 is the first-order propagation of each row's multinomial errors: here with numerical derivatives."""
    counts, areas = np.array(COUNTS, dtype=float), np.array(HECTARES, dtype=float)
    rates = counts / counts.sum(1, keepdims=True)

    def producers(at: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        mapped = areas[:, None] * at
        return np.array(np.diag(mapped) / mapped.sum(0))

    for wanted in range(4):
        variance = 0.0
        for row in range(4):
            slope = np.zeros(4)
            for column in range(4):
                step = np.zeros((4, 4))
                step[row, column] = 1e-6
                slope[column] = (producers(rates + step)[wanted] - producers(rates - step)[wanted]) / 2e-6
            spread = (np.diag(rates[row]) - np.outer(rates[row], rates[row])) / (counts[row].sum() - 1)
            variance += slope @ spread @ slope
        assert FOUND.producers[wanted].half == pytest.approx(1.959964 * variance**0.5, rel=1e-5)


def test_intervals_hold_what_they_promise() -> None:
    """Of 400 samples from a map whose truth is known, some 95 % of the intervals have the true share."""
    chance = np.random.default_rng(0)
    truth, areas, inside = np.array([[0.9, 0.1], [0.2, 0.8]]), [300.0, 700.0], 0
    true_share = 0.3 * 0.9 + 0.7 * 0.2
    for _ in range(400):
        found = accuracy([chance.multinomial(80, row).tolist() for row in truth], areas, ["a", "b"])
        inside += abs(found.shares[0].value - true_share) <= found.shares[0].half
    assert 0.92 <= inside / 400 <= 0.98


def test_a_class_of_the_map_without_points_is_told() -> None:
    """One that the map has nothing of needs none, one with a single point has no interval."""
    with pytest.raises(ConvscopeError, match=r"no reference point lies where the map has b, 25\.0% of it"):
        accuracy([[5, 1], [0, 0]], [3, 1], ["a", "b"])
    assert accuracy([[5, 1], [0, 0]], [3, 0], ["a", "b"]).shares[1].value == pytest.approx(1 / 6)
    told = json.loads(json.dumps(accuracy([[5, 1], [1, 0]], [3, 1], ["a", "b"]).as_dict()))
    assert told["users"][1] == {"value": 0.0, "half": None} and told["counts"] == [[5, 1], [1, 0]]
