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
