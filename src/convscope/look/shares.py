"""Answers as shares: of one by softmax, or each of its own by the sigmoid, unless the network has done that itself."""

from __future__ import annotations

from torch import Tensor

EXACT = 1e-3  # by how much a sum of shares may miss 1, in half precision, say


def shares_of(scores: Tensor, *, several: bool = False) -> Tensor:
    """Turn answers (N, classes) into shares; those of a network that ends in a softmax are shares already.

    Where a picture may have ``several`` labels each class is a yes or no, and its share the sigmoid.

    >>> import torch
    >>> shares_of(torch.tensor([[0.25, 0.75]])).tolist(), shares_of(torch.tensor([[0.0, 0.0]])).tolist()
    ([[0.25, 0.75]], [[0.5, 0.5]])
    """
    scores = scores.double()
    if several:
        return scores.sigmoid()
    if scores.shape[1] > 1 and bool((scores >= 0).all()) and bool(((scores.sum(1) - 1).abs() < EXACT).all()):
        return scores
    return scores.softmax(1)
