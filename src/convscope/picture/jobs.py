"""What worker processes do with picture files: examine them, or fit them into the rows of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from convscope.errors import BrokenPicture, ConvscopeError
from convscope.picture.contract import InputContract
from convscope.picture.examine import examine, hash_file, reason
from convscope.picture.prepare import fit
from convscope.picture.read import read

CRASHED = "crashes its decoder"

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
    length = known.height * known.width * known.channels
    answers = []
    with Path(target).open("r+b") as file:
        for row, path in enumerate(paths, start=first):
            try:
                fitted = fit(read(path), known)
            except BrokenPicture as error:
                answers.append([reason(error, path), ""])
            except ConvscopeError as error:
                answers.append([str(error), ""])
            else:
                file.seek(offset + row * length)
                file.write(fitted.tobytes())
                answers.append(["", hash_file(path)])
    return answers


JOBS: dict[str, Job] = {"examine": examine_files, "fit": fit_files}


def crashed(job: str) -> list[Any]:
    """Give a job's answer for one file that ended its worker."""
    return [{"fault": CRASHED}] if job == "examine" else [[CRASHED, ""]]
