"""Writing a run."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # type: ignore[import-untyped]

from convscope.errors import BrokenRun, ConvscopeError, RunExists
from convscope.runs import continue_run, create_run, open_run, writing
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
    writer.save_predictions({"logits": np.ones((2, 3), np.float32)}, np.array([4, 5]))
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


def test_figures_of_later_epochs_are_written_over(tmp_path: Path, record: Record) -> None:
    """After a rewind the same epochs come again; until then, those after the record's are not counted."""
    writer = create_run(tmp_path / "run", record)
    for epoch in range(4):
        writer.save_statistics(epoch, {"a": torch.full((2,), float(epoch))})
    writer.update(epochs=2)
    assert open_run(tmp_path / "run").statistics().of("a", "mean").tolist() == [0, 1, 2]
    writer.save_statistics(2, {"a": torch.full((2,), 9.0)})
    writer.close()
    assert open_run(tmp_path / "run").statistics().of("a", "mean").tolist() == [0, 1, 9]


def test_spoilt_figures_do_not_stop_a_training(tmp_path: Path, record: Record) -> None:
    """They begin anew from there; reading a spoilt file is told."""
    writer = create_run(tmp_path / "run", record)
    writer.save_statistics(0, {"a": torch.zeros(2)})
    file = tmp_path / "run" / "history" / "statistics.safetensors"
    file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(BrokenRun, match="is not whole"):
        open_run(tmp_path / "run").statistics()
    writer.save_statistics(1, {"a": torch.ones(2)})
    writer.update(epochs=1)
    writer.close()
    assert open_run(tmp_path / "run").statistics().epochs == (1,)


def test_a_large_network_is_kept_in_part(tmp_path: Path, record: Record) -> None:
    """Of 13 moments no more than 4 MB each: its first layers; the figures are of all."""
    weights = {"first": torch.zeros(64, 3, 7, 7), "large": torch.zeros(2_000_000), "last": torch.ones(3)}
    writer = create_run(tmp_path / "run", record)
    writer.save_history(0, weights)
    writer.save_statistics(0, weights)
    run = writer.close()
    assert list(run.history()[0]) == ["first"]
    assert run.statistics().names == ("first", "large", "last")


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
    writer = create_run(tmp_path / "run", record)
    writer.save_weights({"a": torch.zeros(1)})
    writer.close()
    with pytest.raises(RunExists, match="--overwrite"):
        create_run(tmp_path / "run", record)
    assert (tmp_path / "run" / "weights.safetensors").is_file()
    create_run(tmp_path / "run", record, overwrite=True).close()
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
    writer.close()
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
    writer.close()
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["run.json"]


def test_weights_that_share_memory_are_kept_each(tmp_path: Path, record: Record) -> None:
    """Tied weights, which safetensors refuses as they are, come back under both names."""
    writer, tied = create_run(tmp_path / "run", record), torch.arange(4.0)
    writer.save_weights({"encoder": tied, "decoder": tied})
    weights = open_run(tmp_path / "run").weights()
    assert torch.equal(weights["encoder"], tied)
    assert torch.equal(weights["decoder"], tied)


# Going on with a run


def two_epochs(folder: Path, record: Record) -> None:
    """A run that was killed in its third epoch, with a checkpoint after the second."""
    writer = create_run(folder, record)
    for epoch in (1, 2):
        writer.log({"epoch": epoch, "train_loss": 1 / epoch})
    writer.save_checkpoint({"epoch": 3, "numbers": torch.arange(3)})
    writer.log({"epoch": 3, "train_loss": 9.0})
    writer.update(epochs=3)
    writer.close()


def test_a_run_goes_on_from_its_checkpoint(tmp_path: Path, record: Record) -> None:
    """What is after the checkpoint is gone from the metrics, a line cut short too, and a reader sees no gap."""
    two_epochs(tmp_path / "run", record)
    with (tmp_path / "run" / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 4, "train_lo')
    assert [line["epoch"] for line in open_run(tmp_path / "run").metrics] == [1, 2, 3]
    (tmp_path / "run" / ".weights.safetensors.4711").touch()
    writer, state = continue_run(tmp_path / "run")
    assert torch.equal(state["numbers"], torch.arange(3))
    writer.log({"epoch": 3, "train_loss": 0.25})
    run = writer.close()
    assert [line["train_loss"] for line in run.metrics] == [1, 0.5, 0.25]
    assert (run.record.resumed, run.record.epochs, run.record.status) == (1, 2, "running")
    assert not (tmp_path / "run" / ".weights.safetensors.4711").exists()


def test_tensorboard_forgets_what_comes_again(tmp_path: Path, record: Record) -> None:
    """Its own reader has each epoch once, with the later value, even where the older file was cut short."""
    two_epochs(tmp_path / "run", record)
    (file,) = (tmp_path / "run" / "tensorboard").iterdir()
    file.write_bytes(file.read_bytes()[:-5])
    writer, _ = continue_run(tmp_path / "run")
    writer.log({"epoch": 3, "train_loss": 0.25})
    writer.close()
    events = EventAccumulator(str(tmp_path / "run" / "tensorboard"))
    events.Reload()
    assert [(event.step, event.value) for event in events.Scalars("train_loss")] == [(1, 1), (2, 0.5), (3, 0.25)]


def test_metrics_that_lack_an_epoch_are_not_gone_on_with(tmp_path: Path, record: Record) -> None:
    """Somebody changed the file: told, and the folder is free again."""
    two_epochs(tmp_path / "run", record)
    (tmp_path / "run" / "metrics.jsonl").write_text('{"epoch": 1, "train_loss": 1.0}\n')
    with pytest.raises(BrokenRun, match="has 1 of 2 epochs"):
        continue_run(tmp_path / "run")
    assert not (tmp_path / "run" / ".lock").exists()


def test_a_second_writer_is_refused_and_changes_nothing(tmp_path: Path, record: Record) -> None:
    """Neither by writing over nor by going on; what the first one wrote stays, and it can go on writing."""
    writer = create_run(tmp_path / "run", record)
    writer.save_checkpoint({"epoch": 1})
    with pytest.raises(RunExists, match="is being written by process"):
        create_run(tmp_path / "run", record, overwrite=True)
    with pytest.raises(RunExists, match="is being written by process"):
        continue_run(tmp_path / "run")
    writer.update(epochs=1)
    assert writer.close().record.epochs == 1


def test_what_was_cut_off_before_its_record_is_nothing(tmp_path: Path, record: Record) -> None:
    """A folder with a lock that nobody holds and a half-written record can be used."""
    (tmp_path / "run").mkdir()
    for name in (".lock", ".run.json.4711"):
        (tmp_path / "run" / name).touch()
    create_run(tmp_path / "run", record).close()
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["run.json"]


def test_events_that_cannot_be_written_stop_nothing(
    tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They can be made again from the metrics, which are there."""
    writer = create_run(tmp_path / "run", record)

    def full() -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "_events", full)
    writer.log({"epoch": 1, "train_loss": 0.5})
    assert len(writer.close().metrics) == 1
