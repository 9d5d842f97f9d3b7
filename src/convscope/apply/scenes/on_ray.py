"""Pieces of a scene as Ray's tasks, on this machine or a cluster: read and written here, by index, run anywhere.

A task has a piece's pixels and gives its labels; the machines need the network, not the scene. Ray runs a task again
whose process or machine is gone; an answer has one place, so that it does not matter which came first, or twice.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

import torch

from convscope.apply.scenes.asked import Pixels, Scene, Valid
from convscope.apply.scenes.workers import sent
from convscope.apply.scenes.working import Files, Ran, Work, answered, padded_read
from convscope.errors import ConvscopeError
from convscope.model import Model

LOCAL = "local"
HOW = "pip install 'convscope[ray]'"
AGAIN = 5  # times that a task is run again whose process or machine is gone
AHEAD = 2  # tasks for each that can run at once: one that runs, one whose pixels are there
ANSWER = 10.0  # seconds within which a cluster is to answer
PATIENCE = 1.0  # seconds after which a Ctrl-C is heard
STORE = 1_000_000_000  # bytes of pixels and labels on their way, on this machine
REPORTS = "RAY_USAGE_STATS_ENABLED"  # Ray would tell its makers that it runs


@dataclass(frozen=True)
class Cluster:
    """Where the tasks run: how many of ``threads`` each run at once, over how many machines."""

    address: str
    machines: int
    at_once: int
    threads: int


def require_ray() -> None:
    """Say how to install Ray where it is not there."""
    if find_spec("ray") is None:
        raise ConvscopeError("--ray needs ray, which is not installed", fix=HOW)


@contextmanager
def cluster(address: str, *, workers: int, threads: int, device: str) -> Iterator[Cluster]:
    """Join a cluster at an address, or begin Ray on this machine with ``workers``, for as long as the block lasts.

    Raises `ConvscopeError` where Ray is not installed, no cluster answers, or it has no room for a task.
    """
    require_ray()
    os.environ.setdefault(REPORTS, "0")
    ray = import_module("ray")
    begin: dict[str, Any] = {"address": address, "log_to_driver": False, "logging_level": "ERROR"}
    if address == LOCAL:
        begin |= {"num_cpus": workers * threads, "include_dashboard": False, "object_store_memory": STORE}
    else:
        _reach(address)
    try:
        ray.init(**begin)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        said = str(error).strip().partition("\n")[0][:200]
        raise ConvscopeError(
            f"no Ray cluster answers at {address}: {said}",
            fix="ray status shows a cluster's address; --ray local begins one on this machine",
        ) from error
    try:
        yield _room(ray, address, threads, device)
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """Refuse an address where nothing listens: Ray would try for minutes, and then end the process."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if not host or not port.isdecimal():
        return  # auto, say: Ray knows where
    try:
        socket.create_connection((host, int(port)), timeout=ANSWER).close()
    except (OSError, OverflowError) as error:
        raise ConvscopeError(
            f"no Ray cluster answers at {address}: {error}",
            fix="ray status shows a cluster's address; --ray local begins one on this machine",
        ) from error


def work_on_ray(model: Model, scene: Scene, asked: Work, indexes: Iterator[int], where: Cluster) -> Iterator[int]:
    """Do pieces as tasks; give each number once its piece is written.

    Raises what a task raised, and `ConvscopeError` for a piece whose process ended again and again.
    """
    ray = import_module("ray")
    lost = import_module("ray.exceptions").RayError

    kind = model.device.type
    needs: dict[str, Any] = {"num_cpus": where.threads, "max_retries": AGAIN}
    if kind == "cuda":
        needs["num_gpus"] = 1
    task = ray.remote(**needs)(piece)
    packed = [ray.put((replace(sent(model), device=kind), asked))]  # in a list, a task is not handed what is there
    name = uuid4().hex
    running: dict[Any, int] = {}
    with Files(asked) as files:
        try:
            while True:
                while len(running) < AHEAD * where.at_once and (index := next(indexes, None)) is not None:
                    pixels, valid = padded_read(scene, *asked.units.reads(index))
                    running[task.remote(name, packed, where.threads, index, pixels, valid)] = index
                if not running:
                    return
                done, _ = ray.wait(list(running), num_returns=1, timeout=PATIENCE)
                for one in done:
                    index = running.pop(one)
                    try:
                        problem, found = ray.get(one)
                    except lost as error:
                        raise _ended(index, error) from error
                    if problem is not None:
                        raise ConvscopeError(problem[0], fix=problem[1])
                    yield files.write(index, found)
        finally:
            for one in running:
                ray.cancel(one, force=True)


def piece(
    name: str, packed: list[Any], threads: int, index: int, pixels: Pixels, valid: Valid | None
) -> tuple[tuple[str, str] | None, Ran | None]:
    """Be a task: answer a piece, or say what is wrong, as a problem and its fix."""
    torch.set_num_threads(threads)
    try:
        return None, answered(*_unpacked(name, packed), index, pixels, valid)
    except ConvscopeError as error:
        return (error.problem, error.fix), None
    except Exception as error:
        return (f"a task failed: {type(error).__name__}: {error}", "try it without --ray"), None


_built: dict[str, tuple[Model, Work]] = {}  # in a task's process: the scene's network and work


def _unpacked(name: str, packed: list[Any]) -> tuple[Model, Work]:
    """Build the network once a process and scene."""
    if name not in _built:
        sent, asked = import_module("ray").get(packed[0])
        _built.clear()
        _built[name] = sent.model(), asked
    return _built[name]


def _room(ray: Any, address: str, threads: int, device: str) -> Cluster:
    """Count what the cluster has."""
    machines = [one for one in ray.nodes() if one["Alive"]]
    gpus = device.startswith("cuda")
    kind, need = ("GPU", 1) if gpus else ("CPU", threads)
    found = [int(one["Resources"].get(kind, 0)) for one in machines]
    at_once = sum(count // need for count in found)
    if not at_once:
        what = "GPU" if gpus else f"machine of {threads} cores, which a task is to have; the largest has {max(found)}"
        raise ConvscopeError(f"the Ray cluster at {address} has no {what}", fix="fewer --threads, or --device cpu")
    return Cluster(address, len(machines), at_once, threads)


def _ended(index: int, error: Exception) -> ConvscopeError:
    said = f"{error}".strip().partition("\n")[0][:200]
    return ConvscopeError(
        f"piece {index} ended its process {AGAIN + 1} times, as where memory runs out: {said}",
        fix="give a smaller --tile; what is done is kept, and the same command goes on",
    )
