"""Nonsense to the lab's server; bench/fuzz_lab.py sends ten thousand."""

from typing import Any

import fuzz_lab


def test_nonsense_is_answered_and_breaks_nothing(lab_served: Any) -> None:
    """Addresses, methods, headers, questions, and pictures with bytes spoilt."""
    seen, faults = fuzz_lab.fuzz(lab_served, 90, seed=1)
    assert faults == [] and sum(seen.values()) == 90
    assert seen["answered"] and seen["404"] and seen["decoded"] and seen["upload 200"]
