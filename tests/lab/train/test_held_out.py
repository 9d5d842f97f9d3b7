"""Validation pictures of a run."""

from pathlib import Path

import numpy as np

import convscope as cs
from convscope.data import load_dataset
from convscope.lab.train.held_out import held_out


def test_they_are_those_that_the_training_held_out(trained: Path) -> None:
    """As they entered the network; of many evenly many."""
    run = cs.open_run(trained)
    dataset = load_dataset("digits")
    every = dataset.split(run.record.seed).validation
    whole = held_out(run)
    assert whole.of == len(every) and (whole.labels == dataset.labels[every]).all()
    model = cs.load(str(trained))
    assert (whole.pictures_NHWC[5] == model.fit(dataset.pictures[int(every[5])])).all()
    some = held_out(run, most=7)
    assert some.pictures_NHWC.shape == (7, 32, 32, 1) and some.of == len(every)
    assert np.array_equal(some.labels[[0, -1]], whole.labels[[0, -1]])
