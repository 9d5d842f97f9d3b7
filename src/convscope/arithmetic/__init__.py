"""The numbers of a sliding window, by themselves: no torch, only integers and numpy.

In: a `Window` (kernel, stride, padding, dilation of one spatial axis) and sizes.
Out: output sizes, positions never read, coverage counts, receptive fields, parameters and MACs.
Start at `window.py`; `receptive.py` composes windows along a chain.
"""

from convscope.arithmetic.cost import conv_macs, conv_parameters, linear_macs, linear_parameters
from convscope.arithmetic.coverage import coverage, divides, sizes_that_lose_nothing, unread
from convscope.arithmetic.receptive import ReceptiveField, receptive_set
from convscope.arithmetic.window import Window, same_padding

__all__ = [
    "ReceptiveField",
    "Window",
    "conv_macs",
    "conv_parameters",
    "coverage",
    "divides",
    "linear_macs",
    "linear_parameters",
    "receptive_set",
    "same_padding",
    "sizes_that_lose_nothing",
    "unread",
]
