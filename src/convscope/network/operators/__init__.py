"""What each torch function is to a convolutional network: its windows, its MACs, how it reads its input.

In: a torch function and the arguments it was called with. Out: an `Operation`. Start at `registry.py`; one family a
file beside it. A function nobody knows gets its MACs counted below, on the level of aten, and its reach is *unknown*.
"""

from convscope.network.operators.operation import Operation, one
from convscope.network.operators.reading import AxisRead, Chained, Read, Reading, Reshaped, unmoved
from convscope.network.operators.registry import describe, operator_name

__all__ = [
    "AxisRead",
    "Chained",
    "Operation",
    "Read",
    "Reading",
    "Reshaped",
    "describe",
    "one",
    "operator_name",
    "unmoved",
]
