"""One scale, brought nearer step by step."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from convscope.apply.style.features import Features
from convscope.apply.style.grams import content_of, mixed
from convscope.apply.style.loss import Region, Share, Wanted, loss_and_slope
from convscope.apply.style.painting import Brush, paint, roughness_and_slope
from convscope.errors import ConvscopeError
from convscope.model import Model


def pixels(height: int, width: int, seed: int = 0) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed))


def wanted_of(features: Features) -> tuple[Tensor, Wanted]:
    content = pixels(24, 28, 1) * 0.5 + 0.25
    regions = [Region(*mixed(features, [pixels(24, 24, 2)], [1.0]))]
    return content, Wanted(features, regions, content_of(features, content), (24, 28), content_weight=0.1)


def heard(shares: list[Share], most: int = 99) -> Callable[[Share, Tensor], bool]:
    """Note each step, and go on until there are so many."""

    def going(share: Share, _: Tensor) -> bool:
        shares.append(share)
        return len(shares) < most

    return going


@pytest.mark.parametrize("brush", [Brush(), Brush("adam", smooth=0.1), Brush(tile=16)])
def test_the_loss_falls_and_the_best_is_given(features: Features, brush: Brush) -> None:
    content, wanted = wanted_of(features)
    shares: list[Share] = []
    painted = paint(features, content, wanted, brush, 12, heard(shares))
    last = loss_and_slope(features, painted, wanted)[0].total
    last += brush.smooth * roughness_and_slope(painted)[0]
    assert len(shares) == 12 and last < 0.7 * shares[0].total
    assert last <= min(share.total for share in shares) + 1e-6
    assert float(painted.min()) >= 0 and float(painted.max()) <= 1


def test_grey_stays_grey(features: Features) -> None:
    content, wanted = wanted_of(features)
    painted = paint(features, content, wanted, Brush(grey=True), 3)
    assert torch.equal(painted[:, 0], painted[:, 2])


def test_it_ends_where_it_is_told_to(features: Features) -> None:
    content, wanted = wanted_of(features)
    shares: list[Share] = []
    paint(features, content, wanted, Brush(), 9, heard(shares, most=1))
    assert len(shares) == 1


def test_a_network_without_finite_numbers_is_told(model: Model, features: Features) -> None:
    content, wanted = wanted_of(features)
    broken = deepcopy(model.module)
    with torch.no_grad():
        broken.get_submodule("0").get_parameter("weight").fill_(float("nan"))
    with pytest.raises(ConvscopeError, match="tiny gives no finite numbers"):
        paint(Features(replace(model, module=broken)), content, wanted, Brush(), 3)


def test_roughness_has_its_slope() -> None:
    picture = pixels(6, 7).double().requires_grad_()
    total = picture.diff(dim=2).square().mean() + picture.diff(dim=3).square().mean()
    (wanted,) = torch.autograd.grad(total, picture)
    found, slope = roughness_and_slope(picture.detach())
    assert found == pytest.approx(float(total.detach())) and torch.allclose(slope, wanted)
    assert roughness_and_slope(torch.ones(1, 3, 1, 1))[0] == 0
