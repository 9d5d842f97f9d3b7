"""Pictures in a plane."""

import numpy as np
import pytest

from convscope.data import ArrayPictures, Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.look.embedding import SHEET, embedding
from convscope.model import Model


@pytest.mark.parametrize("way", ["pca", "tsne"])
def test_pictures_alike_lie_together(model: Model, way: str) -> None:
    """Twenty bright pictures and twenty dark ones of noise: two groups, white between them."""
    noise = np.random.default_rng(0).integers(0, 40, (40, 8, 8, 1), dtype=np.uint8)
    noise[::2, :4] += 200
    noise[1::2, :, :4] += 200
    data = Dataset("two", ArrayPictures(noise), np.arange(40) % 2, ("a", "b"), np.arange(4))
    view = embedding(model, data, way=way)
    assert view.array.shape == (1, SHEET, SHEET, 3)
    assert ("PCA" if way == "pca" else "t-SNE") in view.sentence and "40 pictures of two" in view.sentence
    assert (view.array < 1).any() and (view.array == 1).mean() > 0.3


def test_the_share_of_variance_is_scikit_learns(model: Model, digits: Dataset) -> None:
    """Of as many pictures as were asked for, at even distances."""
    from sklearn.decomposition import PCA

    from convscope.look.features import features

    view = embedding(model, digits, count=50, layer="fc2")
    chosen = np.linspace(0, len(digits.labels) - 1, 50).round().astype(int)
    rows, _ = features(model, digits.fitted(model.contract)[chosen], layer="fc2")
    share = PCA(2).fit(rows).explained_variance_ratio_.sum()
    assert f"{share:.0%} of all variance" in view.sentence


def test_what_cannot_be_is_told(model: Model, digits: Dataset) -> None:
    """Another way, too few pictures."""
    with pytest.raises(UnknownName, match="way 'umap' is not known; known: pca, tsne"):
        embedding(model, digits, way="umap")
    with pytest.raises(ConvscopeError, match="at least four"):
        embedding(model, digits, count=3)
