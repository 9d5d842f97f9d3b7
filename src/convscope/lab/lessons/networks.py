"""Whose network a figure shows: one of the zoo's, one written in the lesson, or the one that the lab opened."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from math import prod

import torch

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.lessons.chain import chain, source
from convscope.lab.opened import Opened
from convscope.loading import load
from convscope.model import Model
from convscope.models.registry import ZOO
from convscope.models.trained import cards
from convscope.network import Network, trace
from convscope.picture import InputContract

YOURS = "yours"
WRITTEN = "chain.py:network"  # what the drawer calls one that stands in a lesson, under the name that its command takes
MOST_SIDE, MOST_NUMBERS = 1024, 2**22


def check_network(settings: Mapping[str, str]) -> None:
    """Refuse settings that name no network: ``network=lenet5`` or ``yours``, or ``layers=…`` with ``input=3,32,32``."""
    named, written = settings.get("network"), settings.get("layers")
    if (named is None) == (written is None):
        raise ConvscopeError(
            "a figure shows one network", fix="write network=lenet5, or layers=conv 10 5 and input=3,32,32"
        )
    if named == YOURS:
        return
    if named is not None and named not in {*ZOO, *cards()}:
        raise UnknownName("network", named, [*ZOO, *cards(), YOURS])
    if named is not None and "input" in settings:
        raise ConvscopeError("input= came with network=", fix="leave it out: each network has its own")
    network_of(settings)


def network_of(settings: Mapping[str, str]) -> Opened:
    """Give what a lesson names, as the command line would have opened it; who is not trained has no weights."""
    return _made(settings.get("network", ""), settings.get("layers", ""), settings.get("input", ""))


def python_of(settings: Mapping[str, str]) -> str:
    """Write the Python of a network that stands in the lesson; nothing of one that has a name."""
    if "layers" not in settings:
        return ""
    module = network_of(settings).model.module
    shown = "import convscope as cs\n"
    traced = f"print(cs.trace(network, ({', '.join(map(str, _shape(settings.get('input', ''))))})).table())"
    return f'# chain.py\n{shown}{source(module)}\n\nif __name__ == "__main__":\n    {traced}\n'  # type: ignore[arg-type]


@cache
def traced(network: str) -> Network:
    """Trace one of the zoo's networks, or of those that come with weights; `UnknownName` for another."""
    if network not in {*ZOO, *cards()}:
        raise UnknownName("network", network, [*ZOO, *cards()])
    of = network_of({"network": network})
    return trace(of.model.module, of.contract.input_shape)


@lru_cache(32)
def _made(name: str, layers: str, shape: str) -> Opened:
    if name in cards():
        return Opened(name, load(name))
    with torch.device("meta"):  # shapes are all that figures ask for: ZFNet's 58 million weights take their time
        if name:
            entry = ZOO[name]
            module: torch.nn.Module = entry.build()
            return Opened(name, Model(module, _contract(entry.input_shape), (), name))
        input_shape = _shape(shape)
        return Opened(WRITTEN, Model(chain(layers, input_shape), _contract(input_shape), (), WRITTEN))


def _contract(shape: tuple[int, ...]) -> InputContract:
    channels, height, width = shape
    return InputContract(channels, height, width, resize="crop")


def _shape(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    shape = tuple(int(part[:9]) for part in parts if part.isdecimal())
    if len(shape) != 3 or len(parts) != 3 or min(shape) < 1 or max(shape) > MOST_SIDE or prod(shape) > MOST_NUMBERS:
        raise ConvscopeError(f"input={text[:40]} is no shape", fix="write channels, height, width: input=3,32,32")
    return shape
