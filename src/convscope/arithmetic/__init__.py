"""The numbers of a sliding window, by themselves: no torch, only integers and numpy.

In: a `Relation` (a `Window`: kernel, stride, padding, dilation of one spatial axis; a resize; a crop; …) and sizes.
Out: output sizes, positions never read, coverage counts, receptive fields, parameters and MACs.
Start at `window.py`; `relation.py` says what every axis answers; `receptive.py` composes along a chain.
"""

from convscope.arithmetic.adaptive import Adaptive
from convscope.arithmetic.bottleneck import Bottleneck, bottleneck
from convscope.arithmetic.correlation import convolve, correlate, flip
from convscope.arithmetic.cost import (
    Cost,
    arithmetic_intensity,
    conv_macs,
    conv_parameters,
    linear_macs,
    linear_parameters,
)
from convscope.arithmetic.coverage import carry_back, chain_coverage, coverage, unread
from convscope.arithmetic.everything import Everything
from convscope.arithmetic.fit import (
    divides,
    loses_nothing,
    paddings_that_divide,
    paddings_that_lose_nothing,
    sizes_that_divide,
    sizes_that_lose_nothing,
    strides_that_divide,
    strides_that_lose_nothing,
)
from convscope.arithmetic.gathered import Gathered
from convscope.arithmetic.groups import Groups
from convscope.arithmetic.matrix import convolution_matrix, im2col
from convscope.arithmetic.missed import Unread, never_read
from convscope.arithmetic.padded import Padded
from convscope.arithmetic.pattern import Pattern, pattern_of
from convscope.arithmetic.placed import Placed
from convscope.arithmetic.receptive import ReceptiveField, receptive_set
from convscope.arithmetic.relation import Pairs, Relation
from convscope.arithmetic.repeated import Repeated
from convscope.arithmetic.resampled import Resampled
from convscope.arithmetic.rolled import Rolled
from convscope.arithmetic.same import Same
from convscope.arithmetic.sharing import Sharing, compare_sharing
from convscope.arithmetic.slice import Slice
from convscope.arithmetic.spread import Spread
from convscope.arithmetic.window import Window, same_padding

__all__ = [
    "Adaptive",
    "Bottleneck",
    "Cost",
    "Everything",
    "Gathered",
    "Groups",
    "Padded",
    "Pairs",
    "Pattern",
    "Placed",
    "ReceptiveField",
    "Relation",
    "Repeated",
    "Resampled",
    "Rolled",
    "Same",
    "Sharing",
    "Slice",
    "Spread",
    "Unread",
    "Window",
    "arithmetic_intensity",
    "bottleneck",
    "carry_back",
    "chain_coverage",
    "compare_sharing",
    "conv_macs",
    "conv_parameters",
    "convolution_matrix",
    "convolve",
    "correlate",
    "coverage",
    "divides",
    "flip",
    "im2col",
    "linear_macs",
    "linear_parameters",
    "loses_nothing",
    "never_read",
    "paddings_that_divide",
    "paddings_that_lose_nothing",
    "pattern_of",
    "receptive_set",
    "same_padding",
    "sizes_that_divide",
    "sizes_that_lose_nothing",
    "strides_that_divide",
    "strides_that_lose_nothing",
    "unread",
]
