"""What worker processes do with files of pictures and masks: examine them, or fit them into the rows of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.errors import BrokenPicture, ConvscopeError
from convscope.picture.contract import InputContract
from convscope.picture.examine import examine, hash_file, reason
from convscope.picture.masks import coded, fit_labels, read_mask
from convscope.picture.prepare import fit
from convscope.picture.read import read

CRASHED = "crashes its decoder"
MOST_VALUES = 1000  # different ones in a mask

Job = Callable[..., list[Any]]


def examine_files(paths: Sequence[str]) -> list[dict[str, Any]]:
    """Examine files one by one; each answer is an `Examined` as plain values."""
    return [examine(path).as_dict() for path in paths]


def fit_files(paths: Sequence[str], contract: dict[str, Any], target: str, offset: int, first: int) -> list[list[str]]:
    """Decode files, bring them to a network's size, and write them into rows ``first``, … of a file of rows.

    Row r begins at byte ``offset`` + r · (bytes of a row). An answer is a fault in words, empty where all is well, and
    the hash of the file's content.
    """
    known = InputContract.from_dict(contract)
    return _fit(paths, lambda path: fit(read(path), known), target, offset, first)


def fit_masks(
    paths: Sequence[str], contract: dict[str, Any], table: list[tuple[int, int]], target: str, offset: int, first: int
) -> list[list[str]]:
    """Do with masks what `fit_files` does with pictures; ``table`` has a class number for each of their values."""
    known, numbers = InputContract.from_dict(contract), dict(table)
    return _fit(paths, lambda path: fit_labels(coded(read_mask(path), numbers), known), target, offset, first)


def examine_masks(paths: Sequence[str]) -> list[dict[str, Any]]:
    """Count what each mask's pixels say: ``counts`` by value, ``height``, ``width``, ``fault`` in words or empty."""
    return [_examined_mask(path) for path in paths]


def _examined_mask(path: str) -> dict[str, Any]:
    try:
        said = read_mask(path)
    except BrokenPicture as error:
        return {"fault": reason(error, path)}
    if said.ndim != 2:
        return {"fault": f"is an array of {said.ndim} axes, a mask has two"}
    values, counts = np.unique(said, return_counts=True)
    if len(values) > MOST_VALUES:
        return {"fault": f"holds {len(values):,} different values or colours: it is no mask, or was saved as JPEG"}
    found = {str(value): count for value, count in zip(values.tolist(), counts.tolist(), strict=True)}
    return {"fault": "", "height": said.shape[0], "width": said.shape[1], "counts": found}


def _fit(
    paths: Sequence[str], fitted_of: Callable[[str], npt.NDArray[np.uint8]], target: str, offset: int, first: int
) -> list[list[str]]:
    answers = []
    with Path(target).open("r+b") as file:
        for row, path in enumerate(paths, start=first):
            try:
                fitted = fitted_of(path)
            except BrokenPicture as error:
                answers.append([reason(error, path), ""])
            except ConvscopeError as error:
                answers.append([str(error), ""])
            else:
                file.seek(offset + row * fitted.nbytes)
                file.write(fitted.tobytes())
                answers.append(["", hash_file(path)])
    return answers


JOBS: dict[str, Job] = {
    "examine": examine_files, "fit": fit_files, "examine masks": examine_masks, "fit masks": fit_masks,
}  # fmt: skip


def crashed(job: str) -> list[Any]:
    """Give a job's answer for one file that ended its worker."""
    return [{"fault": CRASHED}] if job.startswith("examine") else [[CRASHED, ""]]
