"""Reading a run."""

from pathlib import Path

import pytest

from convscope import train
from convscope.errors import BrokenRun
from convscope.runs import Run, open_run
from convscope.training import recipe_for


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    recipe = recipe_for("digits").with_settings({"epochs": "1"})
    return train("digits", model="linear", out=tmp_path_factory.mktemp("runs") / "run", recipe=recipe)


@pytest.fixture
def copy(trained: Run, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(trained.folder, tmp_path / "copy"))


def test_a_folder_without_a_record_is_not_a_run(tmp_path: Path) -> None:
    """It is told, with what to do."""
    with pytest.raises(BrokenRun, match=r"has no run\.json"):
        open_run(tmp_path)


@pytest.mark.parametrize("name", ["run.json", "weights.safetensors", "metrics.jsonl"])
def test_a_cut_file_is_one_line(copy: Path, name: str) -> None:
    """A record, weights or metrics cut in the middle are named, without a traceback of a parser."""
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(BrokenRun, match=name):
        run = open_run(copy)
        run.weights()
        _ = run.metrics


def test_missing_parts_say_why(copy: Path) -> None:
    """Weights or test answers that are not there point to a training that did not finish."""
    (copy / "weights.safetensors").unlink()
    (copy / "predictions.safetensors").unlink()
    with pytest.raises(BrokenRun, match="stopped before its first epoch"):
        open_run(copy).weights()
    with pytest.raises(BrokenRun, match="did not finish"):
        open_run(copy).predictions()


def test_as_dict_is_the_record_and_the_folder(trained: Run) -> None:
    """What --json prints is what run.json says."""
    assert trained.as_dict()["folder"] == str(trained.folder)
    assert trained.as_dict()["data"] == "digits"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"{}", b'{"version": 2}'])
def test_a_record_that_is_none_is_one_line(tmp_path: Path, content: bytes) -> None:
    """Empty, cut, not text, another shape, another version: one line that names the file."""
    (tmp_path / "run.json").write_bytes(content)
    with pytest.raises(BrokenRun) as caught:
        open_run(tmp_path)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'run.json'} is not whole: ")
    assert "\n" not in said and ": :" not in said


def test_a_file_is_not_a_run(tmp_path: Path) -> None:
    """A path to a file, or through one, is told as what it is."""
    (tmp_path / "file").touch()
    with pytest.raises(BrokenRun, match=r"file is not a run: it has no run\.json"):
        open_run(tmp_path / "file")


@pytest.mark.parametrize("size", [0, 3, 200])
def test_cut_test_answers_and_cut_history_are_named(copy: Path, size: int) -> None:
    """Predictions and history break with the same clear word as weights."""
    for name, read in (("predictions.safetensors", Run.predictions), ("history/epoch-0001.safetensors", Run.history)):
        (copy / name).write_bytes((copy / name).read_bytes()[:size])
        with pytest.raises(BrokenRun, match=name + " is not whole"):
            read(open_run(copy))


def test_metrics_that_are_missing_are_told_where_epochs_were_finished(copy: Path) -> None:
    """A run of one epoch without its metrics is not whole."""
    (copy / "metrics.jsonl").unlink()
    with pytest.raises(BrokenRun, match=r"has no metrics\.jsonl"):
        _ = open_run(copy).metrics


def test_a_run_that_finished_no_epoch_has_no_metrics(copy: Path) -> None:
    """Stopped in its first epoch, a run is whole and its metrics are empty."""
    (copy / "metrics.jsonl").unlink()
    record = open_run(copy).record.model_copy(update={"epochs": 0, "status": "interrupted"})
    (copy / "run.json").write_text(record.model_dump_json())
    assert open_run(copy).metrics == ()


def test_a_moment_is_one_of_the_history(trained: Run) -> None:
    """Read alone; one that was not kept is told."""
    first, *_ = trained.moments()
    assert list(trained.moments()) == list(trained.history()) and first == 0
    assert all((trained.moment(0)[name] == one).all() for name, one in trained.history()[0].items())
    with pytest.raises(BrokenRun, match="epoch 77"):
        trained.moment(77)
