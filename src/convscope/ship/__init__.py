"""A model made to run elsewhere, and proof that it is still the same network.

In: a `Model`. Out: a `Bundle`: the file, the largest difference between its answers and the original's, and both
latencies. Start at `onnx.py`.
"""

from convscope.ship.bundle import Bundle, Latency
from convscope.ship.c99 import c
from convscope.ship.onnx import onnx

__all__ = ["Bundle", "Latency", "c", "onnx"]
