"""Workers join, train together, and stop together where one of them is gone."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from convscope.errors import ConvscopeError
from convscope.runs import open_run
from convscope.torchrun import Place
from convscope.training import resume
from convscope.training.distributed.joining import device_of, joined

COMMAND = [
    "-m",
    "convscope",
    "train",
    "digits",
    "--model",
    "lenet5",
    "--out",
    "run",
    "--set",
    "epochs=4",
    "--json-lines",
]


def test_without_torchrun_there_is_no_team() -> None:
    """One process trains as it always did."""
    with joined() as team:
        assert team is None


def test_a_worker_computes_on_a_gpu_of_its_own_or_on_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """More workers than GPUs are told how many fit."""
    here = Place(1, 2, 1, 2, "a", 1, host="node-a")
    assert device_of(here, "cpu") == torch.device("cpu")
    with pytest.raises(ConvscopeError, match="--device mps came with several workers"):
        device_of(here, "mps")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(ConvscopeError, match="2 workers came to node-a, which has 1 GPUs; torchrun --nproc-per-node 1"):
        device_of(here, "cuda")


def test_a_killed_worker_is_named_and_one_process_goes_on(
    workers: Callable[..., list[subprocess.Popen[str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one says who is gone, ends with 1, and leaves a run that one process brings to its end."""
    first, second = workers(2, COMMAND)
    assert first.stdout is not None
    for line in first.stdout:
        if json.loads(line)["event"] == "epoch":
            break
    second.kill()
    killed = time.monotonic()
    told, said = first.communicate(timeout=60)
    assert time.monotonic() - killed < 30
    assert first.returncode == 1, said
    assert "worker 1 on " in said and "is gone: it ended without a word, as where it was killed" in said
    assert "Traceback" not in said
    assert json.loads(told.splitlines()[-1])["event"] == "error"
    monkeypatch.chdir(tmp_path)
    run = open_run("run")
    assert (run.record.status, run.record.workers) == ("failed", 2)
    assert "worker 1" in run.record.reason
    done = resume("run").record
    assert (done.status, done.workers, done.epochs, done.resumed) == ("done", 1, 4, 1)
