"""Plans put to the test on random pixels."""

from collections.abc import Callable

import pytest
from torch import nn

from convscope.apply.tiling import plan, prove


@pytest.mark.parametrize("name", ["size", "corners", "dense"])
def test_what_is_exact_is_proved(hard: Callable[[str], nn.Module], name: str) -> None:
    """On a scene a few margins wide, that ends as the large one does."""
    planned = plan(hard(name), (3, 1023, 770), tile=128)
    proof = prove(hard(name), planned)
    assert proof.holds
    assert proof.labels == 0
    assert 0 < proof.difference < 1e-5
    assert proof.shape[1] % 4 == 1023 % 4
    assert max(proof.shape) < 200


def test_what_no_description_knows_is_seen(coordinates: nn.Module) -> None:
    """Numbers that forward makes from the size that comes: the plan looks right, the tiles are not."""
    proof = prove(coordinates, plan(coordinates, (3, 300, 300), tile=100))
    assert not proof.holds
    assert proof.difference > 0.01
