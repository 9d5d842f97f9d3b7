"""Products of two computed tensors."""

from collections.abc import Callable

import torch.nn.functional as F

from convscope.ship.c99.program import Program


def test_matrices_and_attention_are_the_same(alike: Callable[..., Program]) -> None:
    """A map by its transpose, and attention of its rows to its rows."""
    alike(lambda x: x @ x.transpose(2, 3), lambda x: F.scaled_dot_product_attention(x, x * 2, x + 1))
