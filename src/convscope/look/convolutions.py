"""The kernels of a network: of modules, and of functional calls, transposed ones too, in one order of axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.network.description import last_named
from convscope.network.operators.operation import bind
from convscope.network.recording import record

if TYPE_CHECKING:
    from convscope.model import Model

MODULES = (nn.Conv1d, nn.Conv2d, nn.ConvTranspose1d, nn.ConvTranspose2d)
OPERATORS = ("conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d")


@dataclass(frozen=True)
class Convolution:
    """A convolution's kernels: (outputs, inputs of a group, height, width); a line has height 1."""

    name: str
    weight: npt.NDArray[np.float64]
    groups: int
    transposed: bool


def convolution(model: Model, layer: str | None = None, *, weights: Mapping[str, Tensor] | None = None) -> Convolution:
    """Find a convolution of a model by its module's path or its layer's name; by default the first one.

    The name of a block is that of its last one. ``weights`` stand in for those of its modules. Functional calls are
    found by running the network on an empty picture. Raises `UnknownName` for what is no convolution of it,
    `ConvscopeError` where it has none.
    """
    found = _of_modules(model, weights)
    if not found or (layer is not None and layer not in found):
        found |= _of_calls(model)
    if not found:
        raise ConvscopeError(f"{model.spelling} has no convolution whose kernels could be shown")
    name = last_named(layer or next(iter(found)), list(found), of=f"convolution of {model.spelling}")
    weight, groups, transposed = found[name]
    array = weight.detach().cpu().double().numpy()
    array = array[:, :, None, :] if array.ndim == 3 else array
    return Convolution(name, _outputs_first(array, groups) if transposed else array, groups, transposed)


Found = tuple[Tensor, int, bool]


def _of_modules(model: Model, weights: Mapping[str, Tensor] | None) -> dict[str, Found]:
    return {
        name: (module.weight if weights is None else weights[f"{name}.weight"], module.groups, module.transposed)
        for name, module in model.module.named_modules()
        if isinstance(module, MODULES) and (weights is None or f"{name}.weight" in weights)
    }


def _of_calls(model: Model) -> dict[str, Found]:
    """Find the weights of every call of a convolution, by its layer's name."""
    contract = model.contract
    empty = np.zeros((1, contract.height, contract.width, contract.channels), dtype=np.uint8)
    recorded = record(model.module, model.enter(empty), target=model.spelling)
    found = {}
    for layer in recorded.network:
        call = recorded.calls.get(layer.index)
        if call is None or layer.operator not in OPERATORS:
            continue
        weight = bind(("input", "weight"), call.args, call.kwargs).get("weight")
        if isinstance(weight, Tensor):
            found[layer.name] = weight, layer.groups, "transpose" in layer.operator
    return found


def _outputs_first(weight: npt.NDArray[np.float64], groups: int) -> npt.NDArray[np.float64]:
    """Turn (inputs, outputs of a group, …), as transposed convolutions have it, to (outputs, inputs of a group, …)."""
    inputs, a_group, *size = weight.shape
    parts = weight.reshape(groups, inputs // groups, a_group, *size).swapaxes(1, 2)
    return parts.reshape(groups * a_group, inputs // groups, *size)
