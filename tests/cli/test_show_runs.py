"""How runs look in a terminal."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.report.of_run import lead
from convscope.runs import open_run
from convscope.runs.lock import FolderLock
from convscope.training import Recipe, train


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("r")
    for epochs in (1, 2):
        train("digits", model="linear", out=folder / f"e{epochs}", recipe=Recipe(epochs=epochs))
    (folder / "bad").mkdir()
    (folder / "bad" / "run.json").write_text("[")
    return folder


def told(*words: str) -> str:
    result = CliRunner().invoke(app, ["runs", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_list_has_a_line_a_run(folder: Path) -> None:
    """Status, data, network, accuracy; a broken one its reason; an empty folder a word."""
    lines = told("list", str(folder)).splitlines()
    assert sum("done" in line and "digits" in line and "%" in line for line in lines) == 2
    assert "broken" in lines[-1] or "broken" in lines[-2]
    (folder.parent / "empty").mkdir(exist_ok=True)
    assert "no runs in" in told("list", str(folder.parent / "empty"))


def test_one_is_shown_with_its_epochs(folder: Path) -> None:
    """A line each, the best marked; the command that makes it again."""
    output = told("show", str(folder / "e2"))
    assert "convscope train digits --model linear" in output and "2 epochs" in output
    assert sum(line.strip().startswith(("1 ", "2 ", "1*", "2*")) for line in output.splitlines()) == 2


def test_one_that_was_killed_is_cut_off_and_says_how_it_goes_on(folder: Path) -> None:
    """Its record says that it runs, but nobody holds its folder; while somebody does, it is under way."""
    record = open_run(folder / "e1").record.model_copy(update={"status": "running", "results": {}})
    place = folder.parent / "killed" / "k 1"
    place.mkdir(parents=True)
    (place / "run.json").write_text(record.model_dump_json())
    (place / "metrics.jsonl").write_text((folder / "e1" / "metrics.jsonl").read_text())
    (place / "checkpoint.safetensors").touch()
    assert "cut off" in told("list", str(place.parent)) and "Cut off after 1 of 1 epochs" in lead(open_run(place))
    assert f"convscope train --resume '{place}'" in told("show", str(place)).replace("\n", "")
    held = FolderLock(place)
    under_way = told("show", str(place))
    held.release()
    assert "running" in under_way and "--resume" not in under_way


def test_two_are_compared(folder: Path, tmp_path: Path) -> None:
    """What differed, what came out, where the picture is."""
    output = told("compare", str(folder / "e1"), str(folder / "e2"), "--save", str(tmp_path / "c.png"))
    assert "recipe: epochs" in output and "test accuracy" in output and "c.png" in output
    assert "nothing was asked differently" in told(
        "compare", str(folder / "e1"), str(folder / "e1"), "--save", str(tmp_path / "d.png")
    )


def test_an_export_is_named_with_its_files(folder: Path, tmp_path: Path) -> None:
    """In one line; quiet, the place alone."""
    assert "metrics.csv" in told("export", str(folder / "e1"), "--out", str(tmp_path / "a.zip"))
    quiet = told("export", str(folder / "e1"), "--out", str(tmp_path / "b.zip"), "--quiet")
    assert quiet.strip() == str(tmp_path / "b.zip")


def test_of_several_labels_the_average_precision_is_said(tmp_path: Path) -> None:
    """While it trains, at its end, in the list, one by one, and in one line."""
    random = np.random.default_rng(0)
    lines = ["path,label"]
    for number in range(60):
        red, low = number % 2, number % 3 == 0
        pixels = random.integers(0, 60, (8, 8, 3), dtype=np.uint8)
        pixels[4 * low : 4 * low + 4, :, 0 if red else 2] = 250
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
        lines.append(f"{number}.png,{'red' if red else 'blue'};{'low' if low else 'high'}")
    (tmp_path / "labels.csv").write_text("\n".join(lines))
    folder = tmp_path / "runs" / "several"
    words = ["train", str(tmp_path / "labels.csv"), "--model", "tinyvgg", "--set", "epochs=2"]
    said = CliRunner().invoke(app, [*words, "--tune", "off", "--out", str(folder)]).output
    score = open_run(folder).record.results["test_average_precision"]
    assert f"mean average precision {score:.2%} over" in said and f"test mean average precision {score:.2%}" in said
    assert "validation mean average precision" in said and f"report: {folder / 'report.html'}" in said
    assert f"{score:.2%} mAP" in CliRunner().invoke(app, ["runs", "list", str(folder.parent)]).output
    assert "val. mAP" in CliRunner().invoke(app, ["runs", "show", str(folder)]).output
    assert CliRunner().invoke(app, ["runs", "show", str(folder), "--quiet"]).output.split()[-1] == f"{score:.4f}"
