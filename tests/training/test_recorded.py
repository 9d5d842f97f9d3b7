"""What a run's record says when the training begins."""

from pathlib import Path

import torch

from convscope.data import Dataset
from convscope.training import Recipe, Setup, recipe_for
from convscope.training.prepare import prepare
from convscope.training.recorded import record_of


def test_it_says_what_is_trained_on_what(small: Dataset) -> None:
    """Data with their fingerprint, network, recipe, seed, device, threads and the parts' sizes."""
    recipe, setup = Recipe(epochs=3), Setup(seed=4, device="cpu")
    prepared = prepare(small, "linear", recipe, seed=4, device=torch.device("cpu"))
    record = record_of(prepared, recipe, setup, Path("runs/x"))
    assert (record.data, record.origin, record.model, record.seed, record.device) == (
        "digits", "digits", "linear", 4, "cpu",
    )  # fmt: skip
    assert record.fingerprint == prepared.fingerprint and len(record.fingerprint) == 32
    assert record.recipe == recipe.model_dump() and record.threads == torch.get_num_threads()
    assert record.pictures == {"train": 255, "validation": 45, "test": 100}
    assert (record.status, record.epochs, record.results) == ("running", 0, {})


def test_its_command_says_what_is_not_usual_and_no_more(small: Dataset) -> None:
    """The recipe's own values are left out; names with a space are quoted."""
    recipe = recipe_for("digits").with_settings({"epochs": "3", "size": "32,24"})
    prepared = prepare(small, "linear", recipe_for("digits"), seed=0, device=torch.device("cpu"))
    command = record_of(prepared, recipe, Setup(device="cpu", threads=2), Path("my runs/x")).command
    assert command == (
        "convscope train digits --model linear --seed 0 --set epochs=3 --set size=32,24 --device cpu --threads 2 "
        "--out 'my runs/x'"
    )
