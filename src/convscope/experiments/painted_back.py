"""Test pictures, laid somewhere on their canvas, painted back from what each block of a trained network keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import torch

from convscope.data import Dataset
from convscope.experiments.subjects import WIDTHS, Small
from convscope.experiments.trials import Pixels, pixels_of
from convscope.loading import load
from convscope.look.inversion import painted_back
from convscope.network.recording import record
from convscope.network.tap import until
from convscope.runs import Run


@dataclass(frozen=True)
class PaintedBack:
    """What comes back, one entry a depth: behind each block, then behind the mean of the last maps.

    ``numbers`` are those that a depth keeps, ``missed`` the share of them (squared) that the search did not reach:
    where that is much, a better search may find more. ``error`` is the root of the mean squared difference of pixels,
    over the picture's standard deviation: 1 is as wrong as an even grey. ``off`` is how many pixels what comes back
    must be moved to lie best on the picture, on average. ``pictures``, (depths + 1, H, W, C), begin with the picture.
    ``trainings`` are the errors of each training where several are averaged.
    """

    numbers: tuple[int, ...]
    missed: tuple[float, ...]
    error: tuple[float, ...]
    off: tuple[float, ...]
    pictures: Pixels
    trainings: tuple[tuple[float, ...], ...] = ()

    def errors(self, depth: int) -> list[float]:
        """Give the error at a depth of each training."""
        return [error[depth] for error in self.trainings or (self.error,)]


def laid_about(pixels_NHWC: Pixels, most: int, seed: int) -> Pixels:
    """Move each picture by up to ``most`` pixels along both axes; what leaves one edge enters the other."""
    generator = np.random.default_rng(seed)
    by = generator.integers(-most, most + 1, (len(pixels_NHWC), 2))
    return np.stack([np.roll(one, tuple(two), axis=(0, 1)) for one, two in zip(pixels_NHWC, by, strict=True)])


def painted_from(run: Run, dataset: Dataset, *, count: int, most: int, steps: int, seed: int) -> PaintedBack:
    """Lay ``count`` test pictures, at most ``most`` pixels off the middle, and paint them back from every depth."""
    model = load(str(run.folder))
    rows = np.random.default_rng(seed).permutation(dataset.test)[:count]
    wanted = laid_about(pixels_of(dataset)[rows], most, seed)
    network = cast(Small, model.module)
    images = model.enter(wanted)
    recorded = record(model.module, images[:1], target=model.spelling)
    blocks = len(network.maps) // len(WIDTHS)
    names = [f"maps.{(number + 1) * blocks - 1}" for number in range(len(WIDTHS))]
    if isinstance(network.gather, torch.nn.Sequential):
        names.append("gather.0")
    numbers, missed, errors, off, shown = [], [], [], [], [wanted[0]]
    for name in names:
        call = recorded.call(name)
        with torch.no_grad():
            kept = until(model.module, images, call)
        back, lacking = painted_back(model, call, kept, steps=steps)
        missed.append(float(np.mean(lacking)))
        numbers.append(kept[0].numel())
        errors.append(float(np.mean([error_of(one, two) for one, two in zip(back, wanted, strict=True)])))
        off.append(float(np.mean([distance(one, two) for one, two in zip(back, wanted, strict=True)])))
        shown.append(back[0])
    return PaintedBack(tuple(numbers), tuple(missed), tuple(errors), tuple(off), np.stack(shown))


def error_of(back_HWC: Pixels, wanted_HWC: Pixels) -> float:
    """Give the root of the mean squared difference, over the standard deviation of what was wanted.

    >>> wanted = np.array([[[0], [200]]], np.uint8)
    >>> error_of(wanted, wanted), error_of(np.full_like(wanted, 100), wanted)
    (0.0, 1.0)
    """
    wanted = wanted_HWC.astype(np.float64)
    return float(np.sqrt(np.square(back_HWC - wanted).mean()) / max(wanted.std(), 1.0))


def distance(back_HWC: Pixels, wanted_HWC: Pixels) -> float:
    """Give the length of the move, around the edges, at which one picture correlates best with the other, in pixels.

    >>> wanted = np.zeros((8, 8, 1), np.uint8)
    >>> wanted[2:4, 2:5] = 255
    >>> distance(np.roll(wanted, (3, -4), axis=(0, 1)), wanted)
    5.0
    """
    one, two = (_spectrum(picture) for picture in (back_HWC, wanted_HWC))
    alike = np.fft.ifft2(one * two.conj()).real.round(6)
    places = np.unravel_index(int(alike.argmax()), alike.shape)
    moves = [min(place, length - place) for place, length in zip(places, alike.shape, strict=True)]
    return float(np.hypot(*moves))


def _spectrum(picture_HWC: Pixels) -> npt.NDArray[np.complex128]:
    grey = picture_HWC.astype(np.float64).mean(2)
    return np.fft.fft2(grey - grey.mean())


def averaged(several: list[PaintedBack]) -> PaintedBack:
    """Average over trainings; the pictures are those of the first."""
    first = several[0]
    missed, error, off = (
        tuple(float(np.mean(values)) for values in zip(*(getattr(one, name) for one in several), strict=True))
        for name in ("missed", "error", "off")
    )
    return PaintedBack(first.numbers, missed, error, off, first.pictures, tuple(one.error for one in several))
