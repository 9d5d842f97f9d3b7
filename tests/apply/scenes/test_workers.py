"""Pieces of a scene in several processes."""

import dataclasses
import queue
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch
from torch import nn

from convscope.apply.scenes.arranging import arrange
from convscope.apply.scenes.asked import Reading
from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.opening import open_scene
from convscope.apply.scenes.workers import _alive, _serve, sent, work_in_processes
from convscope.apply.scenes.working import Work, work
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.models import build

NET = "from torch import nn\n\n\nclass Net(nn.Sequential):\n    def __init__(self):\n        super().__init__("
NET += "nn.Conv2d(3, 4, 5, padding=2), nn.ReLU())\n"


def test_a_process_of_its_own_writes_the_same_and_tells_what_it_cannot_read(
    models: dict[str, Model], scene: Callable[..., Path], tmp_path: Path
) -> None:
    """A network that Python cannot import is built again from its spelling, with these weights; an error comes back."""
    (tmp_path / "net.py").write_text(NET)
    spelling = f"{tmp_path / 'net.py'}:Net"
    model = dataclasses.replace(models["exact"], module=build(spelling).module.eval(), spelling=spelling)
    assert sent(model).module is None
    reading = Reading(str(scene(compress="deflate")), 3)
    arranged = arrange(model, 90, 110, tile=32)
    found = []
    for name in ("alone", "apart"):
        canvas = Canvas(tmp_path / f"{name}.raw", 1, 90, 110, "uint8")
        canvas.make()
        asked = Work(arranged.units, arranged.meaning, canvas, None)
        opened, indexes = open_scene(reading), iter(range(12))
        if name == "alone":
            done = list(work(model, opened, asked, indexes))
        else:
            running = work_in_processes(model, reading, asked, indexes, workers=1, threads=1)
            done = list(running)
        opened.close()
        assert sorted(done) == list(range(12))
        found.append(np.array(canvas.mapped()))
    assert np.array_equal(found[0], found[1])


def test_a_network_that_can_be_imported_goes_as_it_is(models: dict[str, Model]) -> None:
    """torch's own classes need no spelling."""
    model = dataclasses.replace(models["exact"], module=nn.Conv2d(3, 2, 1))
    packed = sent(model)
    assert packed.module is model.module and packed.model().module is model.module


def test_a_worker_tells_that_it_cannot_open_the_scene(models: dict[str, Model], tmp_path: Path) -> None:
    """In the words it would have alone."""
    results: Any = queue.Queue()
    missing = Reading(str(tmp_path / "none.tif"), 3)
    with pytest.raises(ConvscopeError) as alone:
        open_scene(missing)
    _serve(sent(models["exact"]), missing, cast(Work, None), torch.get_num_threads(), queue.Queue(), results)
    kind, told = results.get_nowait()
    assert (kind, told[:2]) == ("error", (alone.value.problem, alone.value.fix))


def test_a_worker_that_died_is_told_and_one_that_is_done_is_not() -> None:
    """One that has done its last leaves with 0 while others are still at work."""
    _alive([SimpleNamespace(exitcode=None), SimpleNamespace(exitcode=0)])
    with pytest.raises(ConvscopeError, match="a worker ended with -9"):
        _alive([SimpleNamespace(exitcode=0), SimpleNamespace(exitcode=-9)])
