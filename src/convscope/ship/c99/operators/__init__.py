"""An operator of PyTorch a function, which adds the steps that do it.

In: the builder and the arguments by the schema's names. Out: the value that is the answer. Importing this enrols all;
start at `convolutions.py`.
"""

from convscope.ship.c99.operators import (
    activations,
    arithmetic,
    convolutions,
    norms,
    paddings,
    pools,
    products,
    reductions,
    resizes,
    shapes,
)

__all__ = [
    "activations",
    "arithmetic",
    "convolutions",
    "norms",
    "paddings",
    "pools",
    "products",
    "reductions",
    "resizes",
    "shapes",
]
