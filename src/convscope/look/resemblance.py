"""Beside each kernel the classic one that it resembles most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.look.classic import by_chance, most_alike
from convscope.look.convolutions import convolution

if TYPE_CHECKING:
    from convscope.model import Model

MOST_KERNELS = 48
PAIRS = 4  # in a row


def resemblance(model: Model, layer: str | None = None) -> View:
    """Show kernels, by default the first convolution's, each beside the classic kernel that it resembles most.

    Of a layer that takes one to four channels a kernel is its sum over them, its answer to grey; of a deeper one it is
    one input channel's, those of the largest weights. Likeness is the normalised correlation; the sentence says what
    random numbers reach. Raises `UnknownName` and `ConvscopeError` as `kernels` does, and for kernels of one position.
    """
    found = convolution(model, layer)
    outputs, inputs, height, width = found.weight.shape
    if height * width < 3:
        raise ConvscopeError(
            f"the kernels of {found.name} have {height} × {width} positions, too few to resemble anything",
            fix="choose a layer of larger kernels",
        )
    if inputs <= 4:
        kernels, names = found.weight.sum(1), [str(unit) for unit in range(outputs)]
    else:
        kernels = found.weight.reshape(-1, height, width)
        names = [f"{unit}←{unit // (outputs // found.groups) * inputs + own}" for unit in range(outputs)
                 for own in range(inputs)]  # fmt: skip
    order = np.sort(np.argsort(-(kernels**2).sum((1, 2)), kind="stable")[:MOST_KERNELS])
    tiles, captions = [], []
    for number in order:
        length = float(np.sqrt((kernels[number] ** 2).sum())) or 1.0
        alike = most_alike(kernels[number])
        tiles += [kernels[number] / length, alike.classic.values]
        captions += [names[number], f"{alike.classic.name}  {alike.cosine:.2f}"]
    summed = ", summed over what it takes" if 1 < inputs <= 4 else ""
    chance = by_chance(height, width)
    return View(
        np.stack(tiles),
        "resemblance",
        found.name,
        f"Left a kernel{summed}, right the classic one it resembles most, both at length 1, and their normalised "
        f"correlation; random numbers reach {chance:.2f} in half of all cases.",
        "signed",
        tuple(captions),
        hidden=len(kernels) - len(order),
        columns=2 * min(PAIRS, len(order)),
    )
