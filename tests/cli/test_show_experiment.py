"""How experiments look in a terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from convscope import experiments
from convscope.cli.main import app
from convscope.experiments import Outcome, Trying, trials


def test_it_shows_the_claim_the_verdict_and_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a line a training on the way; as JSON nothing else; quiet, the verdict alone."""
    monkeypatch.setattr(trials, "RECIPE", trials.RECIPE.with_settings({"epochs": "1"}))
    monkeypatch.setattr(trials, "FEW_SEEDS", 1)
    monkeypatch.chdir(tmp_path)
    make, made = experiments.shuffled_pixels, list[Outcome]()

    def once(trying: Trying, *, save: Path) -> Outcome:
        made[:] = made or [make(trying, save=save)]
        return made[0]

    monkeypatch.setattr(experiments, "shuffled_pixels", once)
    words = ["experiment", "shuffled-pixels", "--pictures", "200"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert "linear, pixels shuffled, seed 0: " in told.output and "measured: " in told.output
    assert "experiment-shuffled-pixels.png" in told.output and (tmp_path / "experiment-shuffled-pixels.png").is_file()
    said = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert said["experiment"] == "shuffled-pixels"
    assert CliRunner().invoke(app, [*words, "--quiet"]).output.strip() == said["verdict"]


def test_they_are_listed() -> None:
    """By name, with what each tries."""
    told = CliRunner().invoke(app, ["experiment"]).output
    assert all(name in told for name in ("shuffled-pixels", "shift", "pooling", "reconstruction", "channels"))
