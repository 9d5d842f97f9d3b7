"""What share of a network's multiply-adds some of its layers do."""

from __future__ import annotations

from collections.abc import Collection

from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.network import trace


def share_of_macs(model: Model, layers: Collection[str]) -> float | None:
    """Give the named layers' share of all multiply-adds; None of a network that cannot be traced, or has none.

    A layer may be a module of the user's that calls a function with its weights.
    """
    try:
        network = trace(model.module, model.contract.input_shape, target=model.spelling)
    except ConvscopeError:
        return None
    if not network.macs:
        return None
    found = 0
    for layer in network:
        around = layer.name.rpartition(".")[0]
        if layer.name in layers or (around in layers and (layer.parameters or layer.shared)):
            found += layer.macs
    return found / network.macs
