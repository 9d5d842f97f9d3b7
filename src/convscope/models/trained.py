"""Networks that come with convscope trained: ``lenet5:mnist``, ``lenet5:cifar10``. Offline, and at once.

Beside the weights of each, ``zoo/trained/<network>-<data>.safetensors``, lies what ``run.json`` said of the training
that made them: the command, the recipe, the versions, the accuracy. ``convscope check lenet5:mnist`` shows it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from torch import nn

from convscope.errors import UnknownName
from convscope.models.registry import ZOO
from convscope.models.spelled import parse
from convscope.models.weights import apply_weights, read_weights
from convscope.picture import InputContract


@dataclass(frozen=True)
class Card:
    """Where a trained network comes from; ``accuracy`` is that on the test pictures, read once, as a share of 1."""

    name: str
    model: str
    data: str
    classes: tuple[str, ...]
    contract: InputContract
    recipe: dict[str, Any]
    command: str
    accuracy: float
    pictures: dict[str, int]
    torch: str

    @property
    def sentence(self) -> str:
        """Say where the weights come from, in one line."""
        return (
            f"weights: this project's, trained on {self.pictures['train']:,} pictures of {self.data}, chosen on "
            f"{self.pictures['validation']:,} others; {self.accuracy:.2%} of {self.pictures['test']:,} test pictures"
        )


@cache
def cards() -> dict[str, Card]:
    """List the trained networks by their spelling.

    >>> cards()["lenet5:mnist"].model
    'lenet5'
    """
    folder = files("convscope.models.zoo") / "trained"
    found = (_card(json.loads(file.read_text("utf-8"))) for file in folder.iterdir() if file.name.endswith(".json"))
    return {card.name: card for card in sorted(found, key=lambda card: card.name)}


def is_trained(spelling: str) -> bool:
    """Whether a spelling asks for a trained network of the zoo: ``lenet5:mnist``, a zoo name before the colon."""
    return parse(spelling).where in ZOO


def card_of(spelling: str) -> Card:
    """Find the card of a trained network; `UnknownName` where that network was not trained on those data."""
    if spelling not in cards():
        raise UnknownName("trained network", spelling, list(cards()))
    return cards()[spelling]


def trained(spelling: str) -> tuple[nn.Module, Card]:
    """Give the module with its weights, in evaluation mode, and its card. Raises `UnknownName`."""
    card = card_of(spelling)
    module = ZOO[parse(card.model).name].build(channels=card.contract.channels, classes=len(card.classes))
    name = f"{spelling.replace(':', '-')}.safetensors"
    with as_file(files("convscope.models.zoo") / "trained" / name) as path:
        apply_weights(module, read_weights(path), source=name, target=spelling)
    return module.eval(), card


def _card(said: dict[str, Any]) -> Card:
    return Card(
        name=f"{parse(said['model']).name}:{said['data']}",
        model=said["model"],
        data=said["data"],
        classes=tuple(said["classes"]),
        contract=InputContract.from_dict(said["contract"]),
        recipe=said["recipe"],
        command=said["command"],
        accuracy=said["results"]["test_accuracy"],
        pictures=said["pictures"],
        torch=said["torch"],
    )
