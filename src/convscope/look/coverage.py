"""How often each position is used: a layer's input by that layer, the picture by the network up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.network.explained import number
from convscope.network.uses import layer_coverage as used_by
from convscope.network.uses import network_coverage
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network

WORDS = Words(volume="a map of {size} is a volume", fix_volume="it is not drawn yet")


def coverage(network: Network, layer: str) -> View:
    """Show how many ways lead from each pixel to a layer's map, one channel a layer, as a share of the most.

    Pixels near the border enter fewer products than those in the middle; those that nothing reads are at 0. Raises
    `ConvscopeError` where the map's axes are not the picture's, or it is a volume.
    """
    counts = network_coverage(network, layer)
    sentence = f"Each pixel reaches {layer}'s map in {_span(counts)}; the lighter, the more, as a share of the most."
    return View(shares(counts)[None], "coverage", layer, sentence, "unsigned", limits=(0.0, 1.0))


def layer_coverage(network: Network, layer: str) -> View:
    """Show how many products each position of a layer's input enters, one channel in and out.

    Raises `ConvscopeError` where the layer does not read a map axis by axis, or it is a volume.
    """
    counts = plane(used_by(network, layer))
    sentence = f"Each position of what {layer} takes enters {_span(counts, 'product')}."
    return View(counts[None].astype(np.float64), "coverage of its input", layer, sentence, "unsigned")


def shares(counts: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Give counts, of any size, as shares of the most; a line becomes a plane of one row."""
    counts = plane(counts)
    most = max(int(counts.max()), 1)
    return np.array([[int(count) / most for count in row] for row in counts], dtype=np.float64)


def plane(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Give a map as rows and columns; a line has one row. Raises `ConvscopeError` for a volume."""
    if array.ndim > 2:
        raise ConvscopeError(WORDS.say("volume", size=" × ".join(map(str, array.shape))), fix=WORDS.say("fix_volume"))
    return array.reshape(1, -1) if array.ndim == 1 else array


def _span(counts: npt.NDArray[Any], noun: str = "way") -> str:
    least, most = int(counts.min()), int(counts.max())
    return (
        f"{number(least)} {noun}{'s' * (least != 1)}" if least == most else f"{number(least)} to {number(most)} {noun}s"
    )
