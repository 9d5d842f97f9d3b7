"""The loss and its slope against a plain formula, whole and in tiles."""

import pytest
import torch
from torch import Tensor, nn

from convscope.apply.style.features import Features
from convscope.apply.style.grams import content_of, mixed
from convscope.apply.style.loss import FLAT, Region, Wanted, loss_and_slope
from convscope.apply.style.tiles import extended
from convscope.model import Model
from convscope.picture import InputContract


def pixels(height: int, width: int, seed: int = 0) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed))


def wanted_of(features: Features, size: tuple[int, int], masks: torch.Tensor | None = None) -> Wanted:
    styles = [pixels(28, 32, 1), pixels(28, 32, 2) * 0.6]
    regions = [Region(*mixed(features, [style], [1.0])) for style in styles[: 1 if masks is None else 2]]
    content = content_of(features, pixels(*size, 3))
    return Wanted(features, regions, content, size, content_weight=0.4, masks=masks)


def test_it_is_the_plain_formula(features: Features) -> None:
    """Each layer's ‖G - A‖² over ‖A‖², their mean, and content's ‖F - P‖² over ‖P‖² times its weight."""
    size = (32, 40)
    wanted, picture = wanted_of(features, size), pixels(*size, 4).requires_grad_()
    share, slope = loss_and_slope(features, picture, wanted)
    maps = features(extended(picture, features.step))
    style = []
    for layer in features.chosen.style:
        region = wanted.regions[0]
        flat = (maps[layer.index][0] - region.shifts[layer.index]).flatten(1)
        mean = flat @ flat.T / flat.shape[1]
        size_of = region.grams[layer.index].square().sum() + FLAT * region.shifts[layer.index].square().sum().square()
        style.append((mean - region.grams[layer.index]).square().sum() / size_of)
    missed = maps[features.chosen.content.index][0] - wanted.content
    content = missed.square().sum() / wanted.content.square().sum()
    total = torch.stack(style).mean() + 0.4 * content
    assert share.total == pytest.approx(float(total.detach()), rel=1e-5)
    assert share.style == pytest.approx([float(one.detach()) for one in style], rel=1e-5)
    (own,) = torch.autograd.grad(total, picture)
    assert torch.allclose(slope, own, rtol=1e-4, atol=1e-8)


def test_the_slope_is_that_of_differences(features: Features) -> None:
    """Along a direction, (L(x + εd) - L(x - εd)) / 2ε."""
    size = (24, 24)
    wanted, picture = wanted_of(features, size), pixels(*size, 5)
    _, slope = loss_and_slope(features, picture, wanted)
    along = slope / slope.norm()
    ahead, _ = loss_and_slope(features, picture + 0.02 * along, wanted)
    behind, _ = loss_and_slope(features, picture - 0.02 * along, wanted)
    assert (ahead.total - behind.total) / 0.04 == pytest.approx(float(slope.norm()), rel=0.02)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("size", [(48, 64), (37, 51)])
def test_tiles_are_the_whole(features: Features, size: tuple[int, int], masked: bool) -> None:
    """Loss and every pixel's slope, with regions, and at sides that do not divide, too."""
    masks = torch.stack([left := torch.linspace(0, 1, size[1]).expand(size), 1 - left]) if masked else None
    wanted, picture = wanted_of(features, size, masks), pixels(*size, 6)
    whole, slope = loss_and_slope(features, picture, wanted)
    tiled, pieces = loss_and_slope(features, picture, wanted, side=16)
    assert tiled.total == pytest.approx(whole.total, rel=1e-5)
    assert tiled.style == pytest.approx(whole.style, rel=1e-4)
    assert float((slope - pieces).abs().max()) < 1e-5 * float(slope.abs().max())


def test_a_region_alone_moves_its_own_pixels(features: Features) -> None:
    """Where a mask is black, and beyond what units there read, style has no slope."""
    size = (32, 64)
    masks = torch.zeros(2, *size)
    masks[0, :, :16] = 1
    masks[1, 0, 0] = 1e-3
    wanted = wanted_of(features, size, masks)
    wanted.content_weight = 0.0
    _, slope = loss_and_slope(features, pixels(*size, 7), wanted)
    assert float(slope[..., :16].abs().max()) > 0 and not slope[..., 40:].any()


def test_tiles_are_the_whole_of_an_enlarged_picture() -> None:
    """Of a network whose first convolution skips pixels, which sees the picture twice as large."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = nn.Sequential(
            nn.Conv2d(3, 6, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(6, 6, 5, stride=2, padding=2), nn.ReLU()
        )
    features = Features(Model(net, InputContract(3, 32, 32), (), "strided"))
    assert features.zoom == 2
    wanted, picture = wanted_of(features, (41, 50)), pixels(41, 50, 8)
    whole, slope = loss_and_slope(features, picture, wanted)
    tiled, pieces = loss_and_slope(features, picture, wanted, side=12)
    assert tiled.total == pytest.approx(whole.total, rel=1e-5)
    assert float((slope - pieces).abs().max()) < 1e-5 * float(slope.abs().max())
