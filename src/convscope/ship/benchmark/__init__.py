"""One network run by several makers' runtimes on this machine, in turns, beside what the machine could do at best.

In: a `Model` and names of runtimes. Out: a `Benchmark`: times, throughput, memory, size and loading of each, which are
not installed, the roofline, and one line of advice. Start at `bench.py`; `contenders.py` holds the runtimes.
"""

from convscope.ship.benchmark.bench import Benchmark, bench
from convscope.ship.benchmark.contenders import NAMES
from convscope.ship.benchmark.measured import Measured
from convscope.ship.benchmark.roofline import Peaks, Roofline, peaks

__all__ = ["NAMES", "Benchmark", "Measured", "Peaks", "Roofline", "bench", "peaks"]
