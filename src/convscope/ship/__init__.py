"""A model made to run elsewhere, and proof that it is still the same network.

In: a `Model`. Out: a `Bundle`: the file, the largest difference between its answers and the original's, and both
latencies. Start at `onnx.py`; `int8.py` goes on from there, `c99/` goes its own way, `int8_c.py` after both;
`benchmark/` times them all.
"""

from convscope.ship.benchmark import Benchmark, Measured, bench
from convscope.ship.browser import html
from convscope.ship.bundle import Bundle, Latency
from convscope.ship.c99 import c
from convscope.ship.compare import Apart, Compared, FileCompared, compare
from convscope.ship.int8 import Int8Bundle, int8
from convscope.ship.int8_c import c_int8
from convscope.ship.judging import Judged, Share
from convscope.ship.onnx import onnx

__all__ = [
    "Apart",
    "Benchmark",
    "Bundle",
    "Compared",
    "FileCompared",
    "Int8Bundle",
    "Judged",
    "Latency",
    "Measured",
    "Share",
    "bench",
    "c",
    "c_int8",
    "compare",
    "html",
    "int8",
    "onnx",
]
