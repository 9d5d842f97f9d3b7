"""Gram matrices against the plain formula."""

import torch
from torch import Tensor

from convscope.apply.style.features import Features
from convscope.apply.style.grams import content_of, gram, grams_of, means_of, mixed, region_weights
from convscope.apply.style.tiles import extended


def pixels(height: int, width: int, seed: int = 0) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed))


def test_a_gram_matrix_is_the_sum_of_products() -> None:
    """Worked by hand, and weighed: a place of weight 0 does not count."""
    maps = torch.tensor([[[1.0, 2.0], [0.0, 1.0]], [[3.0, 0.0], [1.0, 1.0]]])
    assert gram(maps).tolist() == [[6.0, 4.0], [4.0, 11.0]]
    weights = torch.tensor([[1.0, 0.0], [0.5, 0.0]])
    assert gram(maps, weights).tolist() == [[1.0, 3.0], [3.0, 9.5]]


def test_means_and_grams_are_those_of_the_whole_picture_in_tiles_too(features: Features) -> None:
    picture = pixels(36, 44)
    with torch.no_grad():
        maps = features(extended(picture, features.step))
    means = means_of(features, picture, side=16)
    grams = grams_of(features, picture, means, side=16)
    for layer in features.chosen.style:
        flat = maps[layer.index][0].flatten(1).double()
        assert torch.allclose(means[layer.index].flatten().double(), flat.mean(1), atol=1e-6)
        assert torch.allclose(grams[layer.index].double(), torch.cov(flat, correction=0), atol=1e-6)


def test_styles_mix_by_their_weights(features: Features) -> None:
    """Alone each is itself; with weights, twice one is as once."""
    one, other = pixels(24, 24, 1), pixels(30, 20, 2) * 0.5
    shifts, alone = mixed(features, [one, other], [3.0, 0.0])
    for index, wanted in grams_of(features, one, shifts).items():
        assert torch.allclose(alone[index], wanted, atol=1e-7)
    _, both = mixed(features, [one, other], [0.5, 0.5])
    _, same = mixed(features, [other, one], [2.0, 2.0])
    assert all(torch.allclose(both[index], same[index], atol=1e-7) for index in both)


def test_content_is_the_map_of_its_layer(features: Features) -> None:
    picture = pixels(37, 41)
    whole, tiled = content_of(features, picture), content_of(features, picture, side=16)
    assert whole.shape == (8, 19, 21) and torch.allclose(whole, tiled, atol=1e-6)


def test_a_regions_weights_are_means_of_its_pixels(features: Features) -> None:
    masks = torch.zeros(1, 8, 8)
    masks[0, :, :2] = 1
    deepest = features.chosen.style[-1].index
    assert region_weights(masks, features, deepest)[0].tolist() == [[0.5, 0.0], [0.5, 0.0]]
