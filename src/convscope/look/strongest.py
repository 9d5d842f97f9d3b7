"""What excites each unit of a layer most: one pass over a data set, in flat memory, kept on the disk and gone on with.

Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014: a unit is a channel, and of each
picture only its strongest place counts, so that a unit's patches are of different pictures.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.data import cache_root
from convscope.draw.writing import write_whole
from convscope.errors import ConvscopeError
from convscope.look.units import axes_of, check_has_channels, units_first
from convscope.network.recording import record
from convscope.network.tap import until
from convscope.picture.workers import Progress
from convscope.training.interrupts import interrupts

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.model import Model
    from convscope.network import Layer

FORMAT = 1  # raised where the same data and weights would give other patches
PREFIX = "strongest-"
SAVE_EVERY = 15.0  # seconds of work that a killed process loses at most
NUMBERS_AT_ONCE = 4_000_000  # of the pictures of a batch
MOST_AT_ONCE = 256
MOST_BYTES = 256_000_000  # of pixels that are hashed; of more, rows at even distances


@dataclass(frozen=True)
class Strongest:
    """For each unit (row) the pictures that excite it most, strongest first.

    ``values`` are activations, ``pictures`` indices into the data set, ``places`` the (row, column) on the layer's map,
    (units, count, 2). ``seen`` is how many pictures were looked at.
    """

    values: npt.NDArray[np.float32]
    pictures: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    seen: int


def find_strongest(
    model: Model, dataset: Dataset, layer: str, *, count: int = 9, progress: Progress | None = None, keep: bool = True
) -> Strongest:
    """Find the ``count`` pictures that excite each unit of a layer most, of all of a data set.

    The network is run as far as the layer, and no more than ``count`` answers a unit are held. With ``keep`` the result
    lies in the cache, under a name made of weights, pictures, layer and input contract, and an interrupted pass goes
    on where it was. Raises `UnknownName` for a layer there is not, `ConvscopeError` where its units have no channel, or
    its numbers are not finite.
    """
    if count < 1:
        raise ConvscopeError(f"{count} patches a unit were asked for", fix="ask for at least 1")
    pictures_NHWC = dataset.fitted(model.contract)
    if not len(pictures_NHWC):
        raise ConvscopeError(f"{dataset.name} has no pictures", fix="give a data set that has some")
    recorded = record(model.module, model.enter(pictures_NHWC[:1]), target=model.spelling)
    call, found = recorded.call(layer), recorded.network[layer]
    check_has_channels(found)
    place = cache_root() / f"{PREFIX}{_key(model, pictures_NHWC, layer, count)}.npz" if keep else None
    state = (_kept(place) if place else None) or Strongest(
        np.zeros((0, 0), np.float32), np.zeros((0, 0), np.int64), np.zeros((0, 0, 2), np.int64), 0
    )
    total, saved = len(pictures_NHWC), time.monotonic()
    batch = max(1, min(MOST_AT_ONCE, NUMBERS_AT_ONCE // max(1, pictures_NHWC[0].size)))
    with interrupts() as heard:
        while state.seen < total:
            some = pictures_NHWC[state.seen : state.seen + batch]
            entering = model.enter(some).contiguous(memory_format=torch.channels_last)
            with torch.inference_mode():
                output = until(model.module, entering, call)
            state = _merged(state, *_peaks(output, found), count)
            if progress is not None:
                progress(state.seen, total)
            if place and (heard.asked or state.seen == total or time.monotonic() - saved > SAVE_EVERY):
                _save(place, state)
                saved = time.monotonic()
            if heard.asked and state.seen < total:
                heard.asked = False
                goes_on = "; the same command goes on there" if place else ""
                raise KeyboardInterrupt(f"stopped after {state.seen:,} of {total:,} pictures{goes_on}")
    if not np.isfinite(state.values).all():
        raise ConvscopeError(f"the numbers of {layer} are not finite", fix="are these the right weights?")
    return state


def _peaks(output: Tensor, layer: Layer) -> tuple[Tensor, Tensor]:
    """Give each unit's largest number on each picture, and where on the map it is: (N, units), (N, units, axes)."""
    axes = axes_of(layer)
    maps = units_first(output.float(), layer)
    values, flat = maps.flatten(2).max(2) if axes else (maps, torch.zeros_like(maps, dtype=torch.int64))
    places = []
    for length in reversed(maps.shape[2:]):
        places.append(flat % length)
        flat = flat // length
    places += [torch.zeros_like(flat)] * (2 - len(places))  # a line has one row, a number without a place none
    return values.cpu(), torch.stack(places[::-1], dim=2).cpu()


def _merged(state: Strongest, values: Tensor, places: Tensor, count: int) -> Strongest:
    """Take the strongest of those known and those of a batch; of equal ones the earlier picture."""
    fresh = np.broadcast_to(np.arange(state.seen, state.seen + len(values)), values.T.shape)
    units = values.shape[1]
    known = state if len(state.values) else replace(
        state, values=np.zeros((units, 0), np.float32), pictures=np.zeros((units, 0), np.int64),
        places=np.zeros((units, 0, 2), np.int64),
    )  # fmt: skip
    every = np.concatenate([known.values, values.T.numpy()], axis=1)
    best = np.argsort(-every, axis=1, kind="stable")[:, :count]
    pictures = np.concatenate([known.pictures, fresh], axis=1)
    where = np.concatenate([known.places, places.transpose(0, 1).numpy()], axis=1)
    return Strongest(
        np.take_along_axis(every, best, 1), np.take_along_axis(pictures, best, 1),
        np.take_along_axis(where, best[..., None], 1), state.seen + len(values),
    )  # fmt: skip


def _key(model: Model, pictures_NHWC: npt.NDArray[np.uint8], layer: str, count: int) -> str:
    """Hash the weights, the pixels, the contract, the layer, and how many are kept."""
    hasher = hashlib.blake2b(digest_size=16)
    said = [FORMAT, model.spelling, model.contract.as_dict(), layer, count, list(pictures_NHWC.shape)]
    hasher.update(json.dumps(said).encode())
    for name, tensor in model.module.state_dict().items():
        hasher.update(name.encode())
        hasher.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    hashed = min(len(pictures_NHWC), max(1, MOST_BYTES // max(1, pictures_NHWC[0].size)))
    rows = np.linspace(0, len(pictures_NHWC) - 1, hashed).astype(np.int64)
    for chunk in np.array_split(rows, max(1, len(rows) // 1024)):
        hasher.update(np.ascontiguousarray(pictures_NHWC[chunk]).data)
    return hasher.hexdigest()


def _kept(place: Path) -> Strongest | None:
    try:
        with place.open("rb") as file, np.load(file, allow_pickle=False) as read:
            return Strongest(read["values"], read["pictures"], read["places"], int(read["seen"]))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _save(place: Path, state: Strongest) -> None:
    """Keep what was found; without room for it, it is found again the next time."""
    buffer = io.BytesIO()
    np.savez(buffer, **asdict(state))
    with suppress(OSError):
        write_whole(place, buffer.getvalue())
