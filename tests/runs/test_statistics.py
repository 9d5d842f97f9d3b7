"""Figures of weights through training."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import SafetensorError

from convscope.errors import UnknownName
from convscope.runs import Run
from convscope.runs.statistics import (
    FIGURES,
    MOST_EPOCHS,
    NONE_YET,
    first_that_fit,
    is_kept,
    load_statistics,
    measured,
)
from convscope.training import Recipe, train


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train("digits", model="lenet5", out=tmp_path_factory.mktemp("runs") / "run", recipe=Recipe(epochs=2))


@pytest.mark.parametrize(
    "numbers",
    [
        torch.randn(3, 4, 5, generator=torch.Generator().manual_seed(0)) * 3 - 1,
        torch.tensor([7.0]),
        torch.full((1000,), 1e4) + torch.randn(1000, generator=torch.Generator().manual_seed(1)),  # a mean far off
        torch.randn(600_000, generator=torch.Generator().manual_seed(2)),  # sorted in part
    ],
    ids=["small", "one", "far off", "large"],
)
def test_every_figure_is_what_torch_says(numbers: torch.Tensor) -> None:
    """Mean, deviation, ends, norm and quantiles."""
    _, (row,) = measured({"a": numbers})
    said = dict(zip(FIGURES, row.tolist(), strict=True))
    whole = numbers.double().reshape(-1)
    right = {"mean": whole.mean(), "std": whole.std(correction=0), "min": whole.min(), "max": whole.max()}
    right |= {"norm": whole.norm()}
    right |= {f"q{share:02d}": torch.quantile(whole, share / 100) for share in (5, 25, 50, 75, 95)}
    loose = 0.01 if len(whole) > 1 << 18 else 0
    assert said == pytest.approx({name: float(value) for name, value in right.items()}, rel=1e-5, abs=1e-6 + loose)


def test_equal_numbers_have_no_deviation() -> None:
    """As a fresh batch norm's."""
    for count in (32, 64, 512):
        _, rows = measured({"a": torch.full((count,), 1.0), "b": torch.full((count,), 0.1)})
        assert rows[:, FIGURES.index("std")] == pytest.approx([0, 0], abs=0)


def test_numbers_that_are_none_stay_so() -> None:
    """A weight that ran away is not told as another."""
    _, (row,) = measured({"a": torch.tensor([1.0, float("nan")])})
    assert np.isnan(row[FIGURES.index("mean")]) and np.isnan(row[FIGURES.index("norm")])


def test_counts_and_empty_tensors_have_no_figures() -> None:
    """As ``num_batches_tracked``."""
    assert measured({"count": torch.tensor(3), "none": torch.zeros(0)})[0] == ()


@pytest.mark.parametrize("epochs", [1, 2, 30, 128, 129, 300, 5000])
def test_no_more_than_128_epochs_and_the_first_are_kept(epochs: int) -> None:
    """The first and the last among them."""
    kept = [epoch for epoch in range(epochs + 1) if is_kept(epoch, epochs)]
    assert kept[0] == 0 and kept[-1] == epochs
    assert min(epochs, MOST_EPOCHS // 2) <= len(kept) - 1 <= MOST_EPOCHS + 1


def test_the_first_tensors_that_fit() -> None:
    """In order, to the byte."""
    weights = {"a": torch.zeros(10), "b": torch.zeros(20), "c": torch.zeros(1)}
    assert [list(first_that_fit(weights, most)) for most in (39, 40, 119, 120, 124)] == [
        [], ["a"], ["a"], ["a", "b"], ["a", "b", "c"],
    ]  # fmt: skip


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """To the bit; a cut file is an error of safetensors'."""
    kept = NONE_YET.followed_by(0, {"a": torch.zeros(2)}).followed_by(5, {"a": torch.ones(2)})
    kept.save(tmp_path / "s.safetensors")
    again = load_statistics(tmp_path / "s.safetensors")
    assert again.epochs == (0, 5) and again.names == ("a",) and np.array_equal(again.values, kept.values)
    (tmp_path / "s.safetensors").write_bytes((tmp_path / "s.safetensors").read_bytes()[:30])
    with pytest.raises(SafetensorError):
        load_statistics(tmp_path / "s.safetensors")


def test_an_unknown_tensor_is_told() -> None:
    """With the nearest name."""
    kept = NONE_YET.followed_by(0, {"conv1.weight": torch.zeros(2)})
    with pytest.raises(UnknownName, match=r"did you mean 'conv1\.weight'"):
        kept.of("conv1.weigt", "mean")


def test_a_run_keeps_them_of_every_epoch(run: Run) -> None:
    """And they are those of the weights that it keeps."""
    kept = run.statistics()
    assert kept.epochs == (0, 1, 2)
    for number, epoch in enumerate(kept.epochs):
        names, rows = measured(run.history()[epoch])
        assert set(names) == set(kept.names)
        for name, row in zip(names, rows, strict=True):
            assert np.array_equal(row, kept.values[number, kept.names.index(name)])


def test_an_older_run_has_those_of_its_history(tmp_path: Path) -> None:
    """It kept whole weights and nothing else."""
    old = train("digits", model="linear", out=tmp_path / "old", recipe=Recipe(epochs=2))
    new = old.statistics()
    (old.folder / "history" / "statistics.safetensors").unlink()
    assert json.loads((old.folder / "run.json").read_text())["version"] == 1
    again = old.statistics()
    assert again.epochs == new.epochs and set(again.names) == set(new.names)
    assert all(np.array_equal(again.of(name, figure), new.of(name, figure)) for name in new.names for figure in FIGURES)
