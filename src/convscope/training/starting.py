"""A network to train on from weights that it has: *pretrained*, or one of the zoo that comes trained, ``lenet5:mnist``.

Where the classes are others, `prepare` puts a fresh last layer with as many outputs in the place of its own.
"""

from __future__ import annotations

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
        module, contract, _ = pretrained()
    else:
        module, card = trained(spelling)
        contract = card.contract
    return Built(spelling, module, contract.input_shape), contract
