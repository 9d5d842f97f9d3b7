"""The one way from a file to a network's input, in training and in use. Loads no torch.

In: a path, or an array. Out: uint8 pictures (height, width, channels) at a network's size; scaling to the numbers that
enter it is `convscope.model.scaled`. Start at `read.py`; what a network expects is an `InputContract`.
"""

from convscope.picture.contract import InputContract, Resize, sides
from convscope.picture.describe import Description, describe
from convscope.picture.examine import Examined, examine
from convscope.picture.levels import levels
from convscope.picture.prepare import fit
from convscope.picture.read import Picture, read

__all__ = [
    "Description",
    "Examined",
    "InputContract",
    "Picture",
    "Resize",
    "describe",
    "examine",
    "fit",
    "levels",
    "read",
    "sides",
]
