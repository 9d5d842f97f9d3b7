"""The last layer that has weights, which the classes belong to: found, and replaced where the classes are others."""

from __future__ import annotations

from torch import nn

from convscope.errors import ConvscopeError
from convscope.network import Network

WHOLE = "train all of it: --set head_epochs=0"


def last_layer(module: nn.Module, network: Network) -> str:
    """Name the module of the layer that uses weights last, in the order of execution; empty where none does."""
    weighty = [layer.name for layer in network.layers if layer.parameters or layer.shared]
    own = dict(module.named_modules())
    return weighty[-1] if weighty and weighty[-1] in own else ""


def linear_head(module: nn.Module, network: Network) -> tuple[str, nn.Linear]:
    """Find the last layer where it is fully connected and its answer is the network's.

    Raises `ConvscopeError` where it is another, or something follows it.
    """
    name, last = last_layer(module, network), network.layers[-1]
    layer = module.get_submodule(name) if name else None
    if not isinstance(layer, nn.Linear):
        kind = f"{name}, a {type(layer).__name__}" if layer is not None else "none of its modules"
        raise ConvscopeError(
            f"the last layer of {network.target} is {kind}, not fully connected: it cannot be trained by itself",
            fix=WHOLE,
        )
    if last.name != name:
        raise ConvscopeError(
            f"{last.name} follows {name}, the last layer of {network.target} with weights: it cannot be trained by "
            "itself", fix=WHOLE,
        )  # fmt: skip
    return name, layer


def give_outputs(module: nn.Module, name: str, classes: int) -> None:
    """Put a fresh last layer with as many outputs in the place of the old one: fully connected, or a 1 × 1 convolution.

    >>> module = nn.Sequential(nn.Flatten(), nn.Linear(4, 1000))
    >>> give_outputs(module, "1", 2)
    >>> module[1]
    Linear(in_features=4, out_features=2, bias=True)

    Raises `ConvscopeError` for any other layer.
    """
    old = module.get_submodule(name) if name else None
    place = next((parameter.device for parameter in module.parameters()), None)
    new: nn.Module
    if isinstance(old, nn.Linear):
        new = nn.Linear(old.in_features, classes, bias=old.bias is not None)
    elif isinstance(old, nn.Conv2d) and old.kernel_size == (1, 1) and old.groups == 1:
        new = nn.Conv2d(old.in_channels, classes, 1, bias=old.bias is not None)
    else:
        kind = "no module of its own" if old is None else f"{name}, a {type(old).__name__}"
        raise ConvscopeError(
            f"the last layer with weights is {kind}: it cannot be replaced by one with {classes} outputs",
            fix="give the network one output a class",
        )
    module.set_submodule(name, new.to(place))
