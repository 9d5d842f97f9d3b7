"""Many pictures through a network in order: files are decoded in some threads while the network works in others.

Each of a few threads takes a batch of files, decodes and fits them, and has its own copy of the network answer; Pillow
and torch let go of Python's lock meanwhile. No thread runs more than two batches ahead of what was taken, so that
memory does not grow with the number of files.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from convscope.apply.pictures.quick import Answer
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.picture import InputContract, Picture, read
from convscope.picture.examine import reason

AHEAD = 2  # batches a thread
PIXELS = 16 * 224 * 224  # of a batch on a CPU: at less, torch takes slow ways on one thread; at more, caches overflow
MOST = 256  # pictures of a batch, however small
NAME = "convscope pictures"  # of its threads
ELSEWHERE = 8  # times as many on a device with memory of its own


@dataclass(frozen=True)
class Batch:
    """What came of the files from number ``first`` on: ``rows`` of numbers of those that were decoded, else why not."""

    first: int
    size: int
    decoded: tuple[int, ...]
    rows: npt.NDArray[np.float32]
    faults: dict[int, str] = field(default_factory=dict)


def batch_for(contract: InputContract, device: str) -> int:
    """Say how many pictures go through at once.

    >>> batch_for(InputContract(3, 224, 224), "cpu"), batch_for(InputContract(1, 28, 28), "cpu")
    (16, 256)
    """
    pixels = PIXELS * (1 if device == "cpu" else ELSEWHERE)
    return max(1, min(MOST, pixels // (contract.height * contract.width)))


def passed(
    paths: Sequence[Path],
    fit: Callable[[Picture], Picture],
    answers: Sequence[Answer],
    *,
    batch: int,
    threads: int = 1,
) -> Generator[Batch, None, None]:
    """Decode files, fit them, and give what the network answers, batch after batch, in the files' order.

    Each of ``answers`` works in a thread of its own, on ``threads`` of torch's. All batches have one size, at most
    ``batch``: a broken file's place, and what the last one lacks, is filled by a picture that is there.
    """
    if not paths:
        return
    batches = max(ceil(len(paths) / batch), min(len(answers), len(paths)))
    size = ceil(len(paths) / batches)
    starts = range(0, len(paths), size)

    def one(first: int, answer: Answer) -> Batch:
        return _one(paths[first : first + size], first, size, fit, answer)

    if len(answers) == 1 or len(starts) == 1:
        for first in starts:
            yield one(first, answers[0])
        return
    yield from _side_by_side(starts, one, answers, threads)


def _one(paths: Sequence[Path], first: int, size: int, fit: Callable[[Picture], Picture], answer: Answer) -> Batch:
    pictures: list[Picture] = []
    decoded: list[int] = []
    faults: dict[int, str] = {}
    for number, path in enumerate(paths, start=first):
        try:
            pictures.append(fit(read(path)))
            decoded.append(number)
        except BrokenPicture as error:
            faults[number] = reason(error, path)
        except ConvscopeError as error:
            faults[number] = str(error)
        except MemoryError:
            faults[number] = "is too large for this memory"
    if not pictures:
        return Batch(first, len(paths), (), np.zeros((0, 0), np.float32), faults)
    filled = np.stack(pictures + pictures[-1:] * (size - len(pictures)))
    return Batch(first, len(paths), tuple(decoded), answer(filled)[: len(decoded)], faults)


def _side_by_side(
    starts: range, one: Callable[[int, Answer], Batch], answers: Sequence[Answer], threads: int
) -> Iterator[Batch]:
    """Work in threads; what is ready early waits for its turn."""
    ready: dict[int, Batch | BaseException] = {}
    turn, numbers, stopped = threading.Condition(), count(), threading.Event()
    room = threading.Semaphore(AHEAD * len(answers))

    def work(answer: Answer) -> None:
        torch.set_num_threads(threads)  # OpenMP keeps it for each thread by itself
        while True:
            room.acquire()
            number = next(numbers)  # one step of C, which no other thread comes between
            if number >= len(starts) or stopped.is_set():
                return
            try:
                made: Batch | BaseException = one(starts[number], answer)
            except BaseException as error:
                made = error
            with turn:
                ready[number] = made
                turn.notify_all()

    before = torch.get_num_threads()
    workers = [threading.Thread(target=work, args=(answer,), name=NAME, daemon=True) for answer in answers]
    for worker in workers:
        worker.start()
    try:
        for number in range(len(starts)):
            with turn:
                while number not in ready:
                    turn.wait()
                made = ready.pop(number)
            room.release()
            if isinstance(made, BaseException):
                raise made
            yield made
    finally:
        stopped.set()
        for _ in workers:
            room.release()
        for worker in workers:
            worker.join()
        torch.set_num_threads(before)
