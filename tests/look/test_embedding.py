"""Pictures in a plane."""

from dataclasses import replace

import numpy as np
import pytest

from convscope.data import ArrayPictures, Dataset
from convscope.draw.class_colours import class_colours
from convscope.errors import ConvscopeError, UnknownName
from convscope.look.embedding import SHEET, _legend, embedding
from convscope.model import Model


@pytest.mark.parametrize("way", ["pca", "tsne"])
def test_pictures_alike_lie_together(model: Model, way: str) -> None:
    """Twenty bright pictures and twenty dark ones of noise: two groups, white between them."""
    noise = np.random.default_rng(0).integers(0, 40, (40, 8, 8, 1), dtype=np.uint8)
    noise[::2, :4] += 200
    noise[1::2, :, :4] += 200
    data = Dataset("two", ArrayPictures(noise), np.arange(40) % 2, ("a", "b"), np.arange(4))
    view = embedding(model, data, way=way)
    assert view.array.shape[:3:2] == (1, SHEET) and view.array.shape[1] > SHEET  # the legend is below
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


def test_frames_have_the_colours_of_the_classes(model: Model) -> None:
    """Those of the classes that are there, with a legend; of one class, or several a picture, there are none."""
    noise = np.random.default_rng(0).integers(0, 256, (12, 8, 8, 1), dtype=np.uint8)
    labels = np.arange(12) % 3 * 2  # 0, 2 and 4 of five
    data = Dataset("three", ArrayPictures(noise), labels, ("a", "b", "c", "数字", "e"), np.arange(4))
    view = embedding(model, data)
    for colour in class_colours(3):
        like = np.abs(view.array[0] - np.array(colour) / 255).max(-1) < 1e-6
        assert like[:SHEET].sum() >= 100 and like[SHEET:].sum() >= 20
    assert "colours of the classes" in view.sentence
    for none in (np.zeros(12, np.int64), np.eye(12, 5, dtype=np.int64)):
        plain = embedding(model, replace(data, labels=none))
        assert plain.array.shape == (1, SHEET, SHEET, 3) and "colours" not in plain.sentence
        assert np.ptp(plain.array, axis=-1).max() < 1e-6  # grey pictures on white


def test_many_classes_are_named_in_part() -> None:
    """Thirty names, and how many more there are; long ones are cut."""
    few, many = (
        _legend([f"class {number}" * 9 for number in range(count)], list(class_colours(count))) for count in (3, 80)
    )
    assert few.shape[1] == many.shape[1] == SHEET and few.shape[0] < many.shape[0] < SHEET
