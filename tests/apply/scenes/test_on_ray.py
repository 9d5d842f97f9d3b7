"""A scene's pieces as Ray's tasks."""

import dataclasses
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from convscope.apply.scenes import on_ray
from convscope.apply.scenes.arranging import arrange
from convscope.apply.scenes.asked import Reading, Scene
from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.on_ray import Cluster, cluster, require_ray, work_on_ray
from convscope.apply.scenes.opening import open_scene
from convscope.apply.scenes.working import Work, work
from convscope.errors import ConvscopeError
from convscope.model import Model


class Died(Exception):
    """What Ray raises for a task whose process ended too often."""


class Here(ModuleType):
    """Ray's calls that are used, in this process: tasks run when they are waited for, the last one first."""

    def __init__(self, cpus: int = 4) -> None:
        super().__init__("ray")
        self.cpus, self.tasks, self.dies = cpus, dict[int, Any](), False
        self.begun: dict[str, Any] = {}
        self.left = False

    def init(self, **begun: Any) -> None:
        if begun["address"] == "nowhere":
            raise ConnectionError("ray.init(): nothing there\nmore")
        self.begun = begun

    def shutdown(self) -> None:
        self.left = True

    def nodes(self) -> list[dict[str, Any]]:
        resources = [{"CPU": float(self.cpus)}, {"CPU": 2.0, "GPU": 1.0}]
        return [{"Alive": True, "Resources": one} for one in resources] + [{"Alive": False, "Resources": {}}]

    def put(self, value: Any) -> Any:
        return ("kept", value)

    def get(self, one: Any) -> Any:
        if isinstance(one, tuple):
            return one[1]
        if self.dies:
            raise Died("The worker died unexpectedly")
        function, given = self.tasks.pop(one)
        return function(*given)

    def remote(self, **needs: Any) -> Callable[[Any], Any]:
        self.needs = needs
        here = self

        class Task:
            def __init__(self, function: Any) -> None:
                self.function = function

            def remote(self, *given: Any) -> int:
                number = len(here.tasks) + 1000 * id(given)
                here.tasks[number] = (self.function, given)
                return number

        return Task

    def wait(self, many: list[int], **_: Any) -> tuple[list[int], list[int]]:
        return many[-1:], many[:-1]

    def cancel(self, one: int, *, force: bool) -> None:
        self.tasks.pop(one, None)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    """Stand in for Ray, which takes ten seconds to start."""
    ray, raised = Here(), ModuleType("ray.exceptions")
    vars(raised)["RayError"] = Died
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setitem(sys.modules, "ray.exceptions", raised)
    monkeypatch.setattr(on_ray, "find_spec", lambda _: object())
    monkeypatch.setattr(on_ray, "_built", {})
    return ray


@pytest.fixture
def asked(models: dict[str, Model], scene: Callable[..., Path], tmp_path: Path) -> Iterator[tuple[Scene, Work]]:
    opened = open_scene(Reading(str(scene(compress="deflate")), 3))
    arranged = arrange(models["exact"], 90, 110, tile=32)
    canvas = Canvas(tmp_path / "ray.raw", 1, 90, 110, "uint8")
    canvas.make()
    yield opened, Work(arranged.units, arranged.meaning, canvas, None)
    opened.close()


def test_pieces_have_one_place_in_whatever_order_they_come(
    models: dict[str, Model], asked: tuple[Scene, Work], here: Here, tmp_path: Path
) -> None:
    """As many as run at once, and as many again, are on their way; the bytes are those of one process."""
    opened, wanted = asked
    where = Cluster("local", 1, 2, 3)
    done = list(work_on_ray(models["exact"], opened, wanted, iter(range(12)), where))
    assert done != sorted(done) and sorted(done) == list(range(12))
    assert here.needs == {"num_cpus": 3, "max_retries": 5} and not here.tasks
    alone = dataclasses.replace(wanted.labels, path=tmp_path / "alone.raw")
    alone.make()
    list(work(models["exact"], opened, dataclasses.replace(wanted, labels=alone), iter(range(12))))
    assert np.array_equal(alone.mapped(), wanted.labels.mapped())


def test_what_a_task_says_and_one_that_dies_are_told(
    models: dict[str, Model], asked: tuple[Scene, Work], here: Here
) -> None:
    """An error of ours in its own words; the rest of the tasks is called off."""
    opened, wanted = asked
    where = Cluster("local", 1, 2, 1)
    broken = dataclasses.replace(models["exact"], module=models["five"].module)
    with pytest.raises(ConvscopeError, match=r"a task failed: RuntimeError: .*try it without --ray"):
        list(work_on_ray(broken, opened, wanted, iter(range(12)), where))
    assert not here.tasks
    here.dies = True
    with pytest.raises(ConvscopeError, match="ended its process 6 times, as where memory runs out: The worker died"):
        list(work_on_ray(models["exact"], opened, wanted, iter(range(12)), where))


def test_a_cluster_says_what_it_has_or_lacks(here: Here) -> None:
    """Machines that are gone do not count; a task must fit on one."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        with cluster(address, workers=1, threads=2, device="cpu") as found:
            assert found == Cluster(address, 2, 3, 2)
        assert here.left and "num_cpus" not in here.begun
        with pytest.raises(
            ConvscopeError, match="has no machine of 8 cores, which a task is to have; the largest has 4"
        ):
            cluster(f"ray://{address}", workers=1, threads=8, device="cpu").__enter__()
    with cluster("local", workers=3, threads=2, device="cuda:0") as found:
        assert found.at_once == 1
    assert here.begun["num_cpus"] == 6
    with pytest.raises(ConvscopeError, match=r"no Ray cluster answers at nowhere: ray.init.*: nothing there; ray st"):
        cluster("nowhere", workers=1, threads=1, device="cpu").__enter__()
    with pytest.raises(ConvscopeError, match=rf"no Ray cluster answers at {address}: .*refused; ray status shows"):
        cluster(address, workers=1, threads=1, device="cpu").__enter__()


def test_ray_itself_gives_the_bytes_of_one_process(
    models: dict[str, Model], asked: tuple[Scene, Work], tmp_path: Path
) -> None:
    """One worker on this machine; killed ones are ``bench/ray_scenes.py``."""
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'convscope[ray]'")
    opened, wanted = asked
    with cluster("local", workers=1, threads=1, device="cpu") as where:
        done = list(work_on_ray(models["exact"], opened, wanted, iter(range(12)), where))
    assert sorted(done) == list(range(12))
    alone = dataclasses.replace(wanted.labels, path=tmp_path / "alone.raw")
    alone.make()
    list(work(models["exact"], opened, dataclasses.replace(wanted, labels=alone), iter(range(12))))
    assert np.array_equal(alone.mapped(), wanted.labels.mapped())


def test_without_ray_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is read."""
    monkeypatch.setattr(on_ray, "find_spec", lambda _: None)
    with pytest.raises(ConvscopeError, match=r"--ray needs ray, which is not installed; pip install 'convscope\[ray"):
        require_ray()
