"""How a benchmark looks in a terminal."""

from rich.console import Console

from convscope.cli.show_bench import benchmark, benchmark_in_short
from convscope.ship import Benchmark, Measured
from convscope.ship.benchmark import Peaks, Roofline
from convscope.ship.benchmark.measured import Pace


def test_times_throughput_what_is_missing_and_the_roofline_are_told() -> None:
    """In one page, the advice at its end."""
    fast = Measured("onnxruntime", 0.5, 0.9, 0.49, 0.52, 200, 1, 250_000, 0.05, 98_000, 1e-7, (Pace(8, 1, 9195.0),))
    slow = Measured("torch", 1.0, 2.0, 0.9, 1.1, 100, 1, 247_000, 0.1, 22_000_000, 0.0, (Pace(8, 1, 3954.0),))
    roof = Roofline(400_000, 1_000_000, Peaks(10.0, 10.0, 1))
    missing = (("openvino", "openvino is not installed", "pip install openvino"),)
    found = Benchmark("lenet5", (1, 32, 32), 1, (fast, slow), missing, roof)
    console = Console(width=160)
    with console.capture() as captured:
        console.print(benchmark(found))
    text = captured.get()
    for words in ("9,195", "0.49–0.52", "openvino was not tried", "so 0.1 ms at best, by memory", "5.0 times that"):
        assert words in text
    assert benchmark_in_short(found) == "run it in onnxruntime: 0.5 ms a picture, 2.0 times torch's speed"
