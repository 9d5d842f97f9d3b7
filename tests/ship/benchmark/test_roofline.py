"""What a network could take at best."""

import pytest
from torch import nn

from convscope.network import trace
from convscope.ship.benchmark.roofline import Peaks, Roofline, peaks, roofline


def test_the_longer_of_the_two_bounds_it() -> None:
    """10⁹ multiply-adds at 100 G a second are 10 ms; 10⁸ bytes at 5 GB a second are 20."""
    roof = Roofline(10**9, 10**8, Peaks(100.0, 5.0, 1))
    assert roof.compute_ms == pytest.approx(10.0) and roof.memory_ms == pytest.approx(20.0) and roof.bound == "memory"
    assert Roofline(10**10, 10**8, Peaks(100.0, 5.0, 1)).bound == "computing"


def test_bytes_are_weights_once_and_maps_twice() -> None:
    """A 3 × 3 kernel with bias on an 8 × 8 picture: 10 weights, 36 numbers out."""
    roof = roofline(trace(nn.Conv2d(1, 1, 3), (1, 8, 8)), Peaks(1.0, 1.0, 1))
    assert (roof.macs, roof.bytes) == (9 * 36, 4 * 10 + 2 * 4 * 36)


def test_peaks_are_measured() -> None:
    """Something, on one thread."""
    found = peaks(1, seconds=0.01)
    assert found.gmacs > 0 and found.gbytes > 0 and found.threads == 1
