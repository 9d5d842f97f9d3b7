"""Which pictures validation gets: the same share of each class, drawn by seed.

The draws are those of scikit-learn's ``train_test_split(stratify=…)``, with which the tests compare them; importing it
would take 90 MB that nothing else in a training needs.
"""

from __future__ import annotations

from math import ceil

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError

Indices = npt.NDArray[np.int64]


def held_out(labels: npt.NDArray[np.int64] | None, count: int, share: float, seed: int) -> Indices:
    """Draw ``share`` of ``count`` pictures, rounded up, sorted; of each class of ``labels`` (count,) its share.

    >>> held_out(np.array([0, 0, 0, 0, 1, 1]), 6, 0.5, seed=0).tolist()
    [0, 1, 5]

    Raises `ConvscopeError` where nothing would be left to train on.
    """
    wanted, random = ceil(share * count), np.random.RandomState(seed)
    if wanted >= count:
        raise ConvscopeError(
            f"{count} picture{'s' if count != 1 else ''} came, which is too few for training and validation",
            fix="give at least two that are not test pictures",
        )
    if labels is None:
        return np.sort(random.permutation(count)[:wanted])
    _, numbers, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    stay = _shares(sizes, count - wanted, random)
    go = _shares(sizes - stay, wanted, random)
    found = []
    for number, (kept, taken) in enumerate(zip(stay, go, strict=True)):
        own = np.flatnonzero(numbers == number)
        found.append(own[random.permutation(len(own))][kept : kept + taken])
    return np.sort(np.concatenate(found))


def _shares(sizes: Indices, total: int, random: np.random.RandomState) -> Indices:
    """Part ``total`` among classes as large as ``sizes``: the whole parts, then by largest remainder, ties drawn."""
    exact = sizes / sizes.sum() * total
    parts = np.floor(exact)
    missing, remainders = int(total - parts.sum()), exact - parts
    for remainder in np.unique(remainders)[::-1]:
        if missing <= 0:
            break
        alike = np.flatnonzero(remainders == remainder)
        chosen = random.choice(alike, size=min(len(alike), missing), replace=False)
        parts[chosen] += 1
        missing -= len(chosen)
    whole: Indices = parts.astype(np.int64)
    return whole
