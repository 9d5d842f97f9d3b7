"""Pictures that are optimised."""

import pytest
import torch

from convscope.look.painted import Painting, jittered, roughness
from convscope.picture import InputContract


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


@pytest.mark.parametrize("size", [(1, 8, 8), (3, 9, 14), (6, 5, 7), (4, 1, 1), (1, 500, 3)])
def test_a_painting_has_the_networks_size_and_begins_grey(size: tuple[int, int, int]) -> None:
    """Any channels and any size, pixels between 0 and 1, near the middle, all of it moved by its waves."""
    contract = InputContract(*size, mean=(0.2,) * size[0], std=(0.5,) * size[0])
    painting = Painting(contract, 2, device=torch.device("cpu"), generator=generator())
    pixels = painting.pixels()
    assert pixels.shape == (2, *size)
    assert (pixels - 0.5).abs().max() < 0.45
    torch.testing.assert_close(painting.images(), (pixels - 0.2) / 0.5)
    (slope,) = torch.autograd.grad(pixels.sum(), painting.waves)
    assert slope.isfinite().all() and slope.abs().sum() > 0


def test_waves_are_those_of_the_discrete_fourier_transform() -> None:
    """One coefficient of frequency (1, 0) is one cosine down the picture."""
    painting = Painting(InputContract(1, 8, 8), 1, device=torch.device("cpu"), generator=generator())
    with torch.no_grad():
        painting.waves.zero_()
        painting.waves[0, 0, 1, 0, 0] = 1.0
        painting.waves[0, 0, 7, 0, 0] = 1.0
    wave = painting.pixels().logit()[0, 0]
    down = torch.cos(2 * torch.pi * torch.arange(8) / 8)
    torch.testing.assert_close(wave / wave[0, 0], down[:, None].expand(8, 8), atol=1e-4, rtol=1e-4)


def test_roughness_by_hand() -> None:
    """Rows 0 0, 1 1: down 1 and 1, across 0 and 0."""
    assert float(roughness(torch.tensor([[[[0.0, 0.0], [1.0, 1.0]]]]))) == 1.0
    assert float(roughness(torch.zeros(1, 1, 1, 1))) == 0.0


def test_jitter_moves_a_little_and_keeps_what_is_constant() -> None:
    """Another draw for each picture and call; a grey picture stays itself."""
    grey = torch.full((2, 3, 16, 12), 0.3)
    torch.testing.assert_close(jittered(grey, pixels=2, generator=generator()), grey)
    point = torch.zeros(2, 1, 16, 16)
    point[:, :, 8, 8] = 1
    moved = jittered(point, pixels=2, generator=generator())
    places = [divmod(int(one.argmax()), 16) for one in moved[:, 0]]
    assert all(abs(row - 8) <= 3 and abs(column - 8) <= 3 for row, column in places)
    assert not torch.equal(moved[0], moved[1])


def test_contrast_is_bounded() -> None:
    """Waves a hundred times as high leave the sigmoid's input at the deviation that was asked for; small ones alone."""
    device = torch.device("cpu")
    painting = Painting(InputContract(3, 16, 16), 2, device=device, generator=generator(), contrast=1.2)
    faint = Painting(InputContract(3, 16, 16), 2, device=device, generator=generator())
    torch.testing.assert_close(painting.pixels(), faint.pixels())
    with torch.no_grad():
        painting.waves.mul_(100)
    spread = painting.pixels().logit().flatten(1).std(1, correction=0)
    torch.testing.assert_close(spread, torch.full((2,), 1.2), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("colour", [(0.1,), (0.2, 0.5, 0.8)])
def test_it_can_begin_around_a_colour(colour: tuple[float, ...]) -> None:
    """The mean of each channel is then that colour's, but for the noise."""
    contract = InputContract(len(colour), 8, 6)
    painting = Painting(contract, 2, device=torch.device("cpu"), generator=torch.Generator().manual_seed(0))
    painting.tint(torch.tensor(colour))
    assert torch.allclose(painting.pixels().mean((2, 3)), torch.tensor(colour).expand(2, -1), atol=0.01)
