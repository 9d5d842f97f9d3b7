"""A network to train on from weights that it has: *pretrained*, or one of the zoo that comes trained, ``lenet5:mnist``.

Where the classes are others, its last fully connected layer is a fresh one with as many outputs.
"""

from __future__ import annotations

from torch import nn

from convscope.errors import ConvscopeError
from convscope.models import Built, build
from convscope.models.pretrained import NAME, pretrained
from convscope.models.trained import is_trained, trained
from convscope.picture import InputContract


def has_weights(spelling: str) -> bool:
    """Whether a spelling is of a network that comes with weights.

    >>> has_weights("lenet5:mnist"), has_weights("lenet5")
    (True, False)
    """
    return spelling == NAME or is_trained(spelling)


def starting(spelling: str, *, classes: int) -> tuple[Built, InputContract | None]:
    """Build the network to train; where it comes with weights, with these and the contract that belongs to them."""
    if not has_weights(spelling):
        return build(spelling, classes=classes), None
    if spelling == NAME:
        module, contract, names = pretrained()
    else:
        module, card = trained(spelling)
        contract, names = card.contract, card.classes
    if len(names) != classes:
        name, old = head_of(module, spelling)
        module.set_submodule(name, nn.Linear(old.in_features, classes))
    return Built(spelling, module, contract.input_shape), contract


def head_of(module: nn.Module, spelling: str) -> tuple[str, nn.Linear]:
    """Find the last fully connected layer, by name; `ConvscopeError` where the last layer with weights is another."""
    with_weights = (part for part in module.named_modules() if any(True for _ in part[1].parameters(recurse=False)))
    layers = list(with_weights)
    if not layers or not isinstance(layers[-1][1], nn.Linear):
        raise ConvscopeError(
            f"the last layer of {spelling} is not fully connected, so it cannot be trained by itself",
            fix="train all of it: --set head_epochs=0",
        )
    return layers[-1][0], layers[-1][1]
