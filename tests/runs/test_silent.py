"""A worker that leaves writing to another has the same writer, which writes nothing."""

import inspect
from pathlib import Path
from typing import Any

import numpy as np
import torch

from convscope.runs import RunWriter, SilentWriter
from convscope.runs.record import Record


def test_it_takes_all_calls_and_leaves_no_file(tmp_path: Path) -> None:
    """The record changes in memory; the run is the one that its writer makes elsewhere."""
    record = Record(
        convscope="0.1.0", torch="2.14", started="2026-01-01T00:00:00+00:00", command="", data="digits", model="lenet5",
        classes=("0",), contract={}, recipe={}, seed=0, device="cpu", threads=1, pictures={},
    )  # fmt: skip
    writer = SilentWriter(tmp_path, record, Path("elsewhere"))
    weights = {"weight": torch.zeros(1)}
    writer.log({"epoch": 1})
    writer.save_weights(weights)
    writer.save_last(weights)
    writer.save_checkpoint({"epoch": 1})
    writer.drop_checkpoint()
    writer.save_history(0, weights)
    writer.save_statistics(0, weights)
    writer.save_predictions({"logits": np.zeros(1)}, np.zeros(1, dtype=np.int64))
    writer.update(status="failed")
    writer.rewind(0)
    assert (writer.record.status, writer.record.epochs) == ("failed", 0)
    assert not list(tmp_path.iterdir())
    assert writer.close().folder == Path("elsewhere")


def test_it_has_every_call_of_the_writer() -> None:
    """With the same parameters: whoever trains need not know which of both it has."""

    def calls(kind: type[Any]) -> dict[str, list[str]]:
        functions = inspect.getmembers(kind, inspect.isfunction)
        return {name: list(inspect.signature(one).parameters) for name, one in functions if name[0] != "_"}

    assert calls(SilentWriter) == calls(RunWriter)
