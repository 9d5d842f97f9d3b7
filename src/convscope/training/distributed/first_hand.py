"""What the workers have of the first one, or of the first on their machine: files of a run, decoded pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch

from convscope.data import Dataset, Pictures
from convscope.data.dataset import Masks
from convscope.errors import ConvscopeError
from convscope.picture import InputContract, Picture
from convscope.training.distributed.team import Team

T = TypeVar("T")


def bring(team: Team | None, folder: Path, here: Path, names: Sequence[str]) -> None:
    """Bring files of the first worker's ``folder`` to all others' own, ``here``; what is not there goes there, too.

    A run's folder need not be on a disk that all machines see.
    """
    if team is None:
        return
    for name in names:
        path = folder / name
        content = team.told(path.read_bytes() if team.writes and path.is_file() else None)
        if team.writes:
            continue
        (here / name).unlink(missing_ok=True)
        if content is not None:
            (here / name).write_bytes(content)


def as_the_first(team: Team | None, ask: Callable[[], bool]) -> bool:
    """Ask something of the first worker's disk, for all of them."""
    if team is None:
        return ask()
    return team.any(team.writes and ask())[0]


def in_turn(team: Team | None, do: Callable[[], T]) -> T:
    """Do something on each machine's first worker, then on the others there, which find what it has left."""
    if team is None:
        return do()
    if team.local_rank == 0:
        before = torch.get_num_threads()
        torch.set_num_threads(before * team.local_size)  # as many processes decode as there are workers, which wait
        try:
            done = do()
        finally:
            torch.set_num_threads(before)
        team.wait()
        return done
    team.wait()
    return do()


def shared(team: Team | None, dataset: Dataset) -> Dataset:
    """Have a data set's pictures, and masks, be decoded by each machine's first worker alone, into the cache there."""
    if team is None:
        return dataset
    masks = None if dataset.masks is None else _MasksInTurn(dataset.masks, team)
    return replace(dataset, pictures=_InTurn(dataset.pictures, team), masks=masks)


def refuse_other_data(team: Team | None, fingerprint: str) -> None:
    """Raise `ConvscopeError` where a worker reads other data than the first one."""
    if team is None:
        return
    told = [content.decode() for content in team.said(fingerprint.encode())]
    others = [str(rank) for rank, one in enumerate(told) if one != told[0]]
    if others:
        raise ConvscopeError(
            f"worker {', '.join(others)} reads other pictures, labels or splits than worker 0",
            fix="give every machine the same data at the same path, or a folder that all of them see",
        )


@dataclass(frozen=True)
class _InTurn:
    """Pictures of which each machine's first worker fits all before the others read them."""

    pictures: Pictures
    team: Team

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> Picture:
        return self.pictures[index]

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        return in_turn(self.team, lambda: self.pictures.fitted(contract))


@dataclass(frozen=True)
class _MasksInTurn:
    """Masks, in the same way."""

    masks: Masks
    team: Team

    def __len__(self) -> int:
        return len(self.masks)

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        return in_turn(self.team, lambda: self.masks.fitted(contract))
