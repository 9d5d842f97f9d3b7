"""Mixup and cutmix, against torchvision's and the formulas."""

from typing import Any

import pytest
import torch
from scipy.stats import kstest  # type: ignore[import-untyped]
from torchvision.transforms import v2

from convscope.data.mixing import cut_mix, drawn_share, mix, mix_up

IMAGES = torch.rand(5, 3, 8, 10, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
LABELS = torch.tensor([0, 2, 1, 1, 3])
TARGETS = torch.nn.functional.one_hot(LABELS, 4).double()


class Always:
    """A distribution that always draws one number, for torchvision's mixers."""

    def __init__(self, number: float) -> None:
        self.number = number

    def sample(self, _: Any) -> torch.Tensor:
        return torch.tensor([self.number])


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_mixup_is_torchvisions(share: float) -> None:
    """Pictures and targets, with the same share, are those of v2.MixUp."""
    theirs = v2.MixUp(num_classes=4)
    theirs._dist = Always(share)
    images, targets = theirs(IMAGES, LABELS)
    given = mix_up(IMAGES, TARGETS, share)
    torch.testing.assert_close(given[0], images, rtol=0, atol=1e-7)
    torch.testing.assert_close(given[1], targets.double(), rtol=0, atol=1e-6)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8, 1.0])
@pytest.mark.parametrize("centre", [(4, 5), (0, 0), (7, 9), (2, 8)])
def test_cutmix_is_torchvisions(share: float, centre: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures and targets, with the same share and centre, are those of v2.CutMix."""
    theirs = v2.CutMix(num_classes=4)
    theirs._dist = Always(share)
    draws = iter([centre[1], centre[0]])  # it draws the column first
    monkeypatch.setattr(torch, "randint", lambda *_, **__: torch.tensor([next(draws)]))
    images, targets = theirs(IMAGES, LABELS)
    given = cut_mix(IMAGES, TARGETS, share, ((centre[0] + 0.5) / 8, (centre[1] + 0.5) / 10))
    assert torch.equal(given[0], images)
    torch.testing.assert_close(given[1], targets.double(), rtol=0, atol=1e-6)


@pytest.mark.parametrize("alpha", [0.2, 1.0, 4.0])
def test_shares_are_of_the_beta_distribution(alpha: float) -> None:
    """2,000 draws pass Kolmogorov and Smirnov's test against Beta(alpha, alpha)."""
    generator = torch.Generator().manual_seed(0)
    drawn = [drawn_share(alpha, generator) for _ in range(2000)]
    assert kstest(drawn, "beta", args=(alpha, alpha)).pvalue > 0.01


def test_each_is_asked_for_by_its_alpha_and_both_share_the_batches() -> None:
    """Mixup alone blends everywhere, cutmix alone leaves every pixel one of the two; of both about half are each."""
    blended = []
    generator = torch.Generator().manual_seed(0)
    previous = IMAGES.roll(1, 0)
    for mixup, cutmix in [(1.0, 0.0)] * 20 + [(0.0, 1.0)] * 20 + [(1.0, 1.0)] * 200:
        images, targets = mix(IMAGES, TARGETS, mixup=mixup, cutmix=cutmix, generator=generator)
        torch.testing.assert_close(targets.sum(1), torch.ones(5, dtype=torch.float64))
        blended.append(not bool(((images == IMAGES) | (images == previous)).all()))
    assert all(blended[:20]) and not any(blended[20:40])
    assert sum(blended[40:]) == pytest.approx(100, abs=25)


def test_the_generator_alone_decides() -> None:
    """The same seed mixes the same way."""
    one, two = (
        mix(IMAGES, TARGETS, mixup=0.4, cutmix=1.0, generator=torch.Generator().manual_seed(5)) for _ in range(2)
    )
    assert torch.equal(one[0], two[0]) and torch.equal(one[1], two[1])
