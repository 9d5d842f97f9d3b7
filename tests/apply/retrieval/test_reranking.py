"""What is near, looked at a second time."""

import numpy as np

from convscope.apply.retrieval.features import of_length_one
from convscope.apply.retrieval.kept import empty_vectors
from convscope.apply.retrieval.reranking import NEIGHBOURS, POWER, reranked


def index_of(vectors: np.ndarray) -> object:
    index = empty_vectors(vectors.shape[1])
    index.add(np.arange(len(vectors), dtype=np.uint64), vectors)
    return index


def test_distances_are_those_worked_out_by_hand() -> None:
    """Of the means of each vector and its nearest, weighted by their cosines' power; asked from outside as well."""
    vectors = of_length_one(np.random.default_rng(0).standard_normal((40, 6), dtype=np.float32))
    asked = of_length_one(np.random.default_rng(1).standard_normal((1, 6), dtype=np.float32))[0]

    def mean(vector: np.ndarray, others: np.ndarray) -> np.ndarray:
        cosines = others @ vector
        near = np.argsort(-cosines)[: NEIGHBOURS + 1]
        whole = (np.clip(cosines[near], 0, None) ** POWER) @ others[near]
        return np.asarray(whole if cosines.max() > 0.999999 else whole + vector)

    def cosine(one: np.ndarray, other: np.ndarray) -> float:
        return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))

    for vector in (asked, vectors[7]):
        keys, distances = reranked(index_of(vectors), vector, 12)
        expected = [1 - cosine(mean(one, vectors), mean(vector, vectors)) for one in vectors]
        assert keys == np.argsort(expected, kind="stable")[:12].tolist()
        np.testing.assert_allclose(distances, np.sort(expected)[:12], atol=1e-5)


def test_what_belongs_together_comes_first() -> None:
    """On a chain, the far end of one's own comes before a stranger that is nearer."""
    own = np.array([[np.cos(angle), np.sin(angle), 0] for angle in np.linspace(0, 1.2, 12)])
    stranger = np.array([[np.cos(-1.1), 0, np.sin(1.1)]])
    vectors = of_length_one(np.concatenate([own, stranger]).astype(np.float32))
    assert index_of(vectors).search(vectors[0], 13).keys.tolist().index(12) < 12  # type: ignore[attr-defined]
    assert reranked(index_of(vectors), vectors[0], 13)[0][-1] == 12


def test_an_index_of_one_is_that_one() -> None:
    """Nothing lies around it."""
    vectors = of_length_one(np.ones((1, 4), np.float32))
    keys, distances = reranked(index_of(vectors), vectors[0], 5)
    assert keys == [0] and distances[0] < 1e-6
