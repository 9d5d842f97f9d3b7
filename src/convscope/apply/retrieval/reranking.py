"""What is near, looked at a second time by what lies around it.

In a vector's place comes the mean of itself and its nearest in the index, weighted by a power of their cosines: query
expansion (Chum et al., *Total Recall*, ICCV 2007; the weights are those of Radenovic, Tolias and Chum, TPAMI 2019), of
the pictures in the index, too (Arandjelovic and Zisserman, *Three things everyone should know to improve object
retrieval*, CVPR 2012). Nothing of it is kept, so that an index may change.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.apply.retrieval.features import of_length_one

NEIGHBOURS, POWER = 8, 3  # chosen on training pictures: bench/LOG.md
LISTED = 50  # of the nearest that are looked at again, or as many as are asked for


def reranked(vectors: Any, vector: npt.NDArray[np.float32], count: int) -> tuple[list[int], list[float]]:
    """Give the keys and distances of the ``count`` nearest of usearch's ``vectors`` by the means of neighbourhoods."""
    listed = vectors.search(vector, min(max(LISTED, count), len(vectors))).keys.tolist()
    means = np.stack([_mean(vectors, one) for one in (vector, *(vectors.get(key) for key in listed))])
    distances = np.maximum(0.0, 1 - means[1:] @ means[0])
    order = np.argsort(distances, kind="stable")[:count]
    return [listed[number] for number in order], [float(distances[number]) for number in order]


def _mean(vectors: Any, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Give the weighted mean of a vector and its nearest, itself once, of length 1."""
    near = vectors.search(vector, min(NEIGHBOURS + 1, len(vectors)))
    weights = np.clip(1 - near.distances, 0, None) ** POWER
    others = np.stack([vectors.get(key) for key in near.keys.tolist()])
    there = near.distances[0] < 1e-6  # the vector itself is in the index
    added = np.zeros_like(vector) if there else vector
    mean: npt.NDArray[np.float32] = of_length_one((weights[:, None] * others).sum(0, keepdims=True) + added[None])[0]
    return mean
