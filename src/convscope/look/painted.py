"""Pictures that are optimised: held as waves, so that every step paints coarse shapes as easily as fine ones.

Olah, Mordvintsev and Schubert, Feature Visualization, Distill 2017: gradients of pixels are high-frequency noise; the
same picture held as Fourier coefficients, each over its frequency, and for colours as brightness and two differences
that are nearly uncorrelated in photographs (Ohta, Kanade and Sakai 1980), is painted evenly.
"""

from __future__ import annotations

from math import pi, sqrt

import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.picture import InputContract

FAINT = 0.01  # of the first coefficients
SOFT = 16.0  # divides the waves before the sigmoid: pictures begin grey, and are long off black and white
TINTS = (0.05, 0.95)  # darker or lighter than that the sigmoid has hardly a slope
# columns: brightness, red against blue, green against both; each as strong as it is in photographs, about
COLOURS = ((0.577, 0.25, -0.082), (0.577, 0.0, 0.163), (0.577, -0.25, -0.082))


class Painting:
    """``count`` pictures of a network's size as coefficients ``waves``, a leaf to optimise.

    ``images()`` gives them as they enter the network, (count, C, H, W); ``pixels()`` in 0 … 1. ``contrast`` bounds the
    standard deviation of what the sigmoid is taken of, so that no picture ends as black and white; 0 is no bound.
    """

    def __init__(
        self,
        contract: InputContract,
        count: int,
        *,
        device: torch.device,
        generator: torch.Generator,
        contrast: float = 0.0,
    ) -> None:
        height, width, channels = contract.height, contract.width, contract.channels
        self._size, self._contrast = (height, width), contrast
        rows, columns = torch.fft.fftfreq(height), torch.fft.rfftfreq(width)
        frequency = (rows[:, None] ** 2 + columns[None] ** 2).sqrt().clamp(min=1 / max(height, width))
        self._weight = (sqrt(height * width) / SOFT / frequency).to(device)
        shape = (count, channels, *frequency.shape, 2)
        self.waves = (FAINT * torch.randn(shape, generator=generator)).to(device).requires_grad_()
        self._mixing = torch.tensor(COLOURS, device=device) if channels == 3 else None
        self._mean = torch.tensor(contract.mean, device=device)[:, None, None]
        self._std = torch.tensor(contract.std, device=device)[:, None, None]

    def tint(self, colour: Tensor) -> None:
        """Begin around a colour, (C,) in 0 … 1, in place of mid-grey."""
        wanted = colour.to(self._mean).clamp(*TINTS).logit()
        if self._mixing is not None:
            wanted = torch.linalg.solve(self._mixing, wanted * 0.577)
        with torch.no_grad():
            self.waves[:, :, 0, 0, 0] = wanted * sqrt(self._size[0] * self._size[1]) / self._weight[0, 0]

    def pixels(self) -> Tensor:
        """Give the pictures in 0 … 1, (count, C, H, W)."""
        spectrum = torch.view_as_complex(self.waves) * self._weight
        painted = torch.fft.irfft2(spectrum, s=self._size, norm="ortho")
        if self._mixing is not None:
            painted = torch.einsum("nchw,dc->ndhw", painted, self._mixing) / 0.577
        if self._contrast:
            spread = painted.flatten(1).std(1, correction=0)[:, None, None, None]
            painted = painted / (spread / self._contrast).clamp(min=1)
        pixels: Tensor = painted.sigmoid()
        return pixels

    def images(self) -> Tensor:
        """Give the pictures scaled as the network expects them."""
        return (self.pixels() - self._mean) / self._std


def roughness(pixels_NCHW: Tensor) -> Tensor:
    """Give each picture's mean squared difference between neighbours, (N,): its total variation.

    >>> roughness(torch.tensor([[[[0.0, 1.0], [0.0, 1.0]]]]))
    tensor([1.])
    """
    down = (pixels_NCHW[..., 1:, :] - pixels_NCHW[..., :-1, :]).square().flatten(1)
    across = (pixels_NCHW[..., 1:] - pixels_NCHW[..., :-1]).square().flatten(1)
    return sum((part.mean(1) for part in (down, across) if part.shape[1]), torch.zeros(len(pixels_NCHW)).to(down))


def jittered(images_NCHW: Tensor, *, pixels: float, generator: torch.Generator) -> Tensor:
    """Move each picture by up to so many pixels, turn it by up to 5 degrees, scale it by up to 5 %, mirrored beyond.

    What only one exact position would show is so not painted.
    """
    count, _, height, width = images_NCHW.shape
    draw = torch.rand(count, 4, generator=generator) * 2 - 1
    angle, scale = draw[:, 0] * 5 * pi / 180, 1 + draw[:, 1] * 0.05
    across, down = draw[:, 2] * 2 * pixels / max(width, 1), draw[:, 3] * 2 * pixels / max(height, 1)
    cos, sin = angle.cos() * scale, angle.sin() * scale
    ratio = height / width
    theta = torch.stack(
        [torch.stack([cos, -sin * ratio, across], 1), torch.stack([sin / ratio, cos, down], 1)], dim=1
    ).to(images_NCHW)
    grid = F.affine_grid(theta, list(images_NCHW.shape), align_corners=False)
    return F.grid_sample(images_NCHW, grid, padding_mode="reflection", align_corners=False)
