"""Pieces of a scene in several processes: each has the network and the open scene, and writes its own rectangles."""

from __future__ import annotations

import os
import queue
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import PathFinder
from threading import Thread
from typing import Any

import torch
from torch import Tensor, nn

from convscope.apply.scenes.asked import Reading
from convscope.apply.scenes.opening import open_scene
from convscope.apply.scenes.working import Work, work
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.model import Model
from convscope.models import build
from convscope.picture import InputContract

PATIENCE = 1.0  # seconds between looks whether the workers live
AHEAD = 4  # pieces a worker is given at once: it holds one that is read, one at work and one being written


@dataclass(frozen=True)
class Sent:
    """A model on its way to another process: built there again, or, where its classes can be imported, as it is."""

    spelling: str
    classes: tuple[str, ...]
    contract: InputContract
    device: str
    module: nn.Module | None
    weights: dict[str, Tensor]

    def model(self) -> Model:
        """Build it."""
        module = self.module
        if module is None:
            module = build(self.spelling, classes=len(self.classes) or None).module
            module.load_state_dict(self.weights)
        return Model(module.eval().to(self.device), self.contract, self.classes, self.spelling)


def sent(model: Model) -> Sent:
    """Pack a model."""
    homes = {type(part).__module__ for part in model.module.modules()}
    whole = all(home != "__main__" and home in sys.modules and _found(home) for home in homes)
    state = {} if whole else {name: tensor.cpu() for name, tensor in model.module.state_dict().items()}
    module = model.module if whole else None
    return Sent(model.spelling, model.classes, model.contract, str(model.device), module, state)


def work_in_processes(
    model: Model, reading: Reading, asked: Work, indexes: Iterator[int], *, workers: int, threads: int
) -> Iterator[int]:
    """Do pieces in ``workers`` processes of ``threads`` each; give the number of each once it is written.

    Raises what a worker raised, and `ConvscopeError` where one ended without a word, as when memory ran out.
    """
    context = torch.multiprocessing.get_context("spawn")
    tasks: Any = context.Queue()
    results: Any = context.Queue()
    packed = sent(model)
    processes = [
        context.Process(target=_serve, args=(packed, reading, asked, threads, tasks, results), daemon=True)
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    try:
        waiting, ended = 0, False
        while True:
            while not ended and waiting < AHEAD * workers:
                index = next(indexes, None)
                ended = index is None
                for task in [None] * workers if index is None else [index]:  # None lets them do their last
                    tasks.put(task)
                waiting += index is not None
            if ended and not waiting:
                break
            try:
                kind, told = results.get(timeout=PATIENCE)
            except queue.Empty:
                _alive(processes)
                continue
            if kind == "error":
                raise (BrokenPicture if told[2] else ConvscopeError)(told[0], fix=told[1])
            waiting -= 1
            yield told
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _alive(processes: list[Any]) -> None:
    for process in processes:
        if process.exitcode:  # 0 is one that has done its last, while others are still at theirs
            raise ConvscopeError(
                f"a worker ended with {process.exitcode}, as where memory runs out",
                fix="give fewer --workers, or a smaller --tile; what is done is kept",
            )


def _serve(packed: Sent, reading: Reading, asked: Work, threads: int, tasks: Any, results: Any) -> None:
    """Be a worker: do pieces until the parent is gone or ends this process."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()
    torch.set_num_threads(threads)
    try:
        scene = open_scene(reading)
        for index in work(packed.model(), scene, asked, iter(tasks.get, None)):
            results.put(("done", index))
    except KeyboardInterrupt:
        pass
    except ConvscopeError as error:
        results.put(("error", (error.problem, error.fix, isinstance(error, BrokenPicture))))
    except Exception as error:
        results.put(("error", (f"a worker failed: {type(error).__name__}: {error}", "try --workers 1", False)))


def _end_with(parent: Any) -> None:
    """End this process when its parent has ended, killed or not."""
    parent.join()
    os._exit(1)


def _found(home: str) -> bool:
    """Whether another process would import the same module by its name."""
    package = home.partition(".")[0]
    try:
        spec = PathFinder.find_spec(package)
    except (ImportError, ValueError):
        return False
    here = getattr(sys.modules.get(package), "__file__", None)
    return spec is not None and spec.origin == here
