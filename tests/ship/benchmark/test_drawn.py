"""A benchmark as a picture."""

from convscope.ship import Benchmark, Measured
from convscope.ship.benchmark import Peaks, Roofline
from convscope.ship.benchmark.drawn import chart
from convscope.ship.benchmark.measured import Pace


def test_the_machine_stands_beside_the_runtimes() -> None:
    """A bar more for its peaks, and lines where there are several batches."""
    paces = (Pace(1, 1, 100.0), Pace(8, 1, 300.0))
    one = Measured("torch", 2.0, 3.0, 1.9, 2.1, 10, 1, 1, 0.1, 0, 0.0, paces)
    found = chart(Benchmark("net", (1, 8, 8), 1, (one,), (), Roofline(10**6, 10**6, Peaks(1.0, 1.0, 1))))
    assert len(found.panels) == 2 and "the machine's" in found.svg()
    assert found.sentence == "Run it in torch: 2 ms a picture."
