"""What several workers do otherwise than one, and what they do not do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch

from convscope.errors import ConvscopeError
from convscope.training.computation import Computation, computation
from convscope.training.distributed.team import Team
from convscope.training.setup import Setup
from convscope.training.tuner import Tuning


@contextmanager
def own_folder(team: Team | None) -> Iterator[Path | None]:
    """Give a worker that does not write the run a folder to read it from; None to whom the run's own is."""
    if team is None or team.writes:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="convscope-worker-") as folder:
        yield Path(folder)


def silent(event: object) -> None:
    """Say nothing: the first worker says it."""


def refuse_several(team: Team | None, why: str) -> None:
    """Raise `ConvscopeError` where several workers are asked for what one does."""
    if team is not None:
        raise ConvscopeError(f"{team.size} workers came: {why}", fix="begin it without torchrun")


def refuse_compiled(chosen: Computation) -> None:
    """Raise `ConvscopeError` where steps are compiled: batch norm and dropout are looked at call by call.

    Also where they are computed in float16, of which each worker would enlarge its own share of a loss.
    """
    if chosen.compiled:
        raise ConvscopeError("several workers came, and steps are to be compiled", fix="--tune off, or another way")
    if chosen.precision == "float16":
        raise ConvscopeError("several workers came, and steps in float16", fix="--tune bfloat16, or off")


def tuned_together(setup: Setup) -> Tuning:
    """Choose how steps are computed: as is said, else the usual way, since one worker cannot measure for all."""
    if setup.tune in ("auto", "off"):
        return Tuning(Computation(), None, "several workers: steps are computed in the usual way")
    chosen = computation(setup.tune)
    refuse_compiled(chosen)
    return Tuning(replace(chosen, threads=0), None, "as asked for")


def same_device(team: Team, asked: str) -> torch.device:
    """Give the worker's device; `ConvscopeError` where another kind is asked for, as by a run that goes on."""
    kind = asked.partition(":")[0]
    if kind not in ("auto", team.device.type):
        raise ConvscopeError(
            f"the workers compute on {team.device.type}, the run was begun on {kind}", fix=f"say it: --device {kind}"
        )
    return team.device
