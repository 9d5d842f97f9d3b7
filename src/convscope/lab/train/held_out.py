"""Validation pictures of a run: those that its network has not learnt from, and that its choices looked at anyway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convscope.data import Dataset, load_dataset
from convscope.data.dataset import ArrayPictures
from convscope.picture import InputContract, fit
from convscope.runs import Run

MOST = 2000


@dataclass(frozen=True)
class HeldOut:
    """``pictures_NHWC`` as they enter the network, ``labels`` (N,), or (N, classes) of several, ``of`` how many."""

    pictures_NHWC: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    of: int


def held_out(run: Run, most: int = MOST) -> HeldOut:
    """Give a run's validation pictures, of more than ``most`` evenly many; the test set is left alone.

    Raises `ConvscopeError` where the data are not there any more.
    """
    record = run.record
    dataset = load_dataset(record.origin or record.data, on_note=lambda _: None)
    every = dataset.split(record.seed, validation=record.validation).validation
    chosen = every[np.unique(np.linspace(0, len(every) - 1, min(most, len(every))).round().astype(int))]
    pictures = _fitted(dataset, chosen, InputContract.from_dict(record.contract))
    return HeldOut(pictures, dataset.labels[chosen], len(every))


def _fitted(dataset: Dataset, chosen: npt.NDArray[np.int64], contract: InputContract) -> npt.NDArray[np.uint8]:
    """Fit those alone that are needed; of files, the training has left all of them decoded."""
    if isinstance(dataset.pictures, ArrayPictures):
        return np.stack([fit(dataset.pictures[int(one)], contract) for one in chosen])
    return np.asarray(dataset.fitted(contract)[chosen])
