"""Weights rounded to integers so that the layer's answers, not the weights, move least.

Frantar, Ashkboos, Hoefler and Alistarh, *GPTQ*, arXiv 2210.17323; what a mean of the error leaves in the bias is
Nagel et al., arXiv 1906.04721.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

BLOCK = 64  # columns whose errors are handed on together
Floats = npt.NDArray[np.float64]


def scales_of(weights_GOK: Floats, most: int) -> Floats:
    """Give every output channel the step at which its largest weight is ``most``: (groups, outputs, 1)."""
    largest = np.abs(weights_GOK).max(-1, keepdims=True)
    return np.where(largest > 0, largest / most, 1.0)


def rounded(weights_GOK: Floats, spread: Sequence[Floats], most: int) -> npt.NDArray[np.int8]:
    """Round weights (groups, outputs, columns) to integers of at most ``most``, in steps of `scales_of`.

    ``spread`` are the mean products of what enters, by parts of the columns as `Moments.spread` gives them. Column
    after column is rounded, and what that loses is made good, as far as it can be, by the columns that still come.
    An output that is better off with its weights rounded plainly, by the same products, has them so.

    >>> rounded(np.array([[[0.4, 0.4, 1.0]]]), [np.ones((1, 3, 3)) + np.eye(3) / 100], 1)  # the sum is what counts
    array([[[0, 1, 1]]], dtype=int8)
    """
    in_steps = weights_GOK / scales_of(weights_GOK, most)
    plain = np.rint(in_steps)
    made, start = plain.copy(), 0
    for products in spread:
        part = slice(start, start + products.shape[-1])
        handed_on = _handed_on(in_steps[..., part], products, most)
        lost = [_lost(in_steps[..., part] - one, products) for one in (handed_on, plain[..., part])]
        made[..., part] = np.where((lost[0] < lost[1])[..., None], handed_on, plain[..., part])
        start = part.stop
    return made.astype(np.int8)


def _handed_on(in_steps: Floats, products: Floats, most: int) -> Floats:
    """Round those columns first that vary most, and hand their errors on."""
    order = np.argsort(-np.einsum("gii->gi", products), axis=1)
    back = np.argsort(order, axis=1)
    sorted_products = np.take_along_axis(np.take_along_axis(products, order[:, :, None], 1), order[:, None, :], 2)
    left = np.take_along_axis(in_steps, order[:, None, :], 2)
    upper = np.linalg.cholesky(np.linalg.inv(sorted_products)).transpose(0, 2, 1)
    made = np.empty_like(left)
    columns = left.shape[-1]
    for start in range(0, columns, BLOCK):
        end = min(start + BLOCK, columns)
        errors = np.empty((*left.shape[:2], end - start))
        for column in range(start, end):
            made[..., column] = np.clip(np.rint(left[..., column]), -most, most)
            error = (left[..., column] - made[..., column]) / upper[:, None, column, column]
            left[..., column + 1 : end] -= error[..., None] * upper[:, None, column, column + 1 : end]
            errors[..., column - start] = error
        left[..., end:] -= errors @ upper[:, start:end, end:]
    return np.take_along_axis(made, back[:, None, :], 2)


def _lost(errors: Floats, products: Floats) -> Floats:
    """Give the mean square by which an output moves: (groups, outputs)."""
    return np.asarray(((errors @ products) * errors).sum(-1))
