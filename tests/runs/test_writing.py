"""Writing a run."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # type: ignore[import-untyped]

from convscope.errors import ConvscopeError, RunExists
from convscope.runs import create_run, open_run, writing
from convscope.runs.record import Record


@pytest.fixture
def record() -> Record:
    return Record(
        convscope="0.1.0", torch="2.14", started="2026-01-01T00:00:00+00:00", command="", data="digits", model="lenet5",
        classes=("0",), contract={}, recipe={}, seed=0, device="cpu", threads=1, pictures={},
    )  # fmt: skip


def test_what_is_written_is_read(tmp_path: Path, record: Record) -> None:
    """Record, metrics, weights, history and predictions come back equal."""
    writer = create_run(tmp_path / "run", record)
    weights = {"a": torch.arange(6.0).reshape(2, 3).T}
    writer.save_weights(weights)
    writer.save_history(0, weights)
    writer.save_history(7, {"a": weights["a"] * 2})
    writer.log({"epoch": 1, "train_loss": 0.5})
    writer.log({"epoch": 2, "train_loss": 0.25})
    writer.save_predictions(np.ones((2, 3), np.float32), np.array([4, 5]))
    writer.update(status="done", results={"test_accuracy": 1.0})
    writer.close()
    run = open_run(tmp_path / "run")
    assert run.record.status == "done" and run.record.results == {"test_accuracy": 1.0}
    assert [line["train_loss"] for line in run.metrics] == [0.5, 0.25]
    torch.testing.assert_close(run.weights()["a"], weights["a"])
    assert sorted(run.history()) == [0, 7]
    torch.testing.assert_close(run.history()[7]["a"], weights["a"] * 2)
    logits, indices = run.predictions()
    assert logits.shape == (2, 3) and indices.tolist() == [4, 5]


def test_metrics_are_tensorboard_events_too(tmp_path: Path, record: Record) -> None:
    """TensorBoard's own reader finds the values at their epochs."""
    writer = create_run(tmp_path / "run", record)
    writer.log({"epoch": 3, "train_loss": 0.5})
    writer.close()
    events = EventAccumulator(str(tmp_path / "run" / "tensorboard"))
    events.Reload()
    assert [(event.step, event.value) for event in events.Scalars("train_loss")] == [(3, 0.5)]


def test_a_run_is_never_written_over_unasked(tmp_path: Path, record: Record) -> None:
    """The folder of a run is refused, with the way out; asked to, the old run goes whole."""
    create_run(tmp_path / "run", record).save_weights({"a": torch.zeros(1)})
    with pytest.raises(RunExists, match="--overwrite"):
        create_run(tmp_path / "run", record)
    assert (tmp_path / "run" / "weights.safetensors").is_file()
    create_run(tmp_path / "run", record, overwrite=True)
    assert not (tmp_path / "run" / "weights.safetensors").exists()


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_is_not_a_run_is_never_emptied(tmp_path: Path, record: Record, overwrite: bool) -> None:
    """A folder of something else, or a file, is refused even with overwrite."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").touch()
    (tmp_path / "file").touch()
    for name in ("photos", "file"):
        with pytest.raises(RunExists, match="is not a run"):
            create_run(tmp_path / name, record, overwrite=overwrite)
    assert (tmp_path / "photos" / "cat.jpg").exists() and (tmp_path / "file").is_file()


def test_an_empty_folder_may_be_used(tmp_path: Path, record: Record) -> None:
    """A folder that was made beforehand and holds nothing is taken."""
    (tmp_path / "run").mkdir()
    create_run(tmp_path / "run", record)
    assert json.loads((tmp_path / "run" / "run.json").read_text())["data"] == "digits"


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk in the middle of saving weights: the old weights are whole and nothing half-written stays."""
    writer = create_run(tmp_path / "run", record)
    writer.save_weights({"a": torch.ones(1)})

    def half(_: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(writing, "save_file", half)
    with pytest.raises(OSError, match="disk full"):
        writer.save_weights({"a": torch.zeros(1)})
    assert open_run(tmp_path / "run").weights()["a"].item() == 1
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["run.json", "weights.safetensors"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_run_json_of_something_else_protects_its_folder(tmp_path: Path, record: Record, overwrite: bool) -> None:
    """Other programs write a run.json too: a folder is emptied only where it reads as ours."""
    (tmp_path / "run.json").write_text('{"id": 7, "pipeline": "thesis"}')
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(RunExists, match="exists and is not a run"):
        create_run(tmp_path, record, overwrite=overwrite)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.json", "thesis.tex"]


def test_a_file_where_a_parent_folder_should_be_is_told(tmp_path: Path, record: Record) -> None:
    """``--out notes.txt/run`` is the user's mistake: one line that names the place, and the file stays."""
    (tmp_path / "notes.txt").write_text("notes")
    with pytest.raises(ConvscopeError, match=r"notes\.txt/run cannot be made: .*; choose another place with --out"):
        create_run(tmp_path / "notes.txt" / "run", record)
    assert (tmp_path / "notes.txt").read_text() == "notes"


def test_a_record_that_fails_to_be_written_leaves_the_old_one(
    tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle of writing run.json, as at any moment: the run opens as it was before."""
    writer = create_run(tmp_path / "run", record)
    whole = Path.write_text

    def half(self: Path, text: str, encoding: str) -> int:
        whole(self, text[:20], encoding=encoding)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(KeyboardInterrupt):
        writer.update(status="done")
    assert open_run(tmp_path / "run").record.status == "running"
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["run.json"]


def test_weights_that_share_memory_are_kept_each(tmp_path: Path, record: Record) -> None:
    """Tied weights, which safetensors refuses as they are, come back under both names."""
    writer, tied = create_run(tmp_path / "run", record), torch.arange(4.0)
    writer.save_weights({"encoder": tied, "decoder": tied})
    weights = open_run(tmp_path / "run").weights()
    assert torch.equal(weights["encoder"], tied)
    assert torch.equal(weights["decoder"], tied)
