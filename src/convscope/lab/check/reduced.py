"""The question ``bottleneck``: a convolution with and without a 1×1 to fewer channels before it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from convscope.arithmetic.bottleneck import bottleneck
from convscope.errors import ConvscopeError
from convscope.lab.check.values import MOST_LENGTH, number, numbers

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

MOST_CHANNELS = 2**20


def answer(_: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give both costs, biases not counted, and the widest that still has fewer MACs."""
    into, out = (number(values, name, most=MOST_CHANNELS) for name in ("in_channels", "out_channels"))
    sizes = {name: numbers(values, name, most=MOST_LENGTH**2, least=1) for name in ("kernel", "positions")}
    places = numbers(values, "input_positions", most=MOST_LENGTH**2, least=1)
    if not sizes["kernel"] or len({len(sizes["kernel"]), len(sizes["positions"]), len(places)}) > 1:
        raise ConvscopeError("kernel and positions of different axes came", fix="give one number an axis")
    width = number(values, "width", most=MOST_CHANNELS)
    found = bottleneck(into, out, sizes["kernel"], sizes["positions"], width=width, input_positions=places)
    return asdict(found)
