"""A network trained for a lesson."""

from pathlib import Path

from convscope.lab.lessons.learning import learning, moments_of
from convscope.runs import Run


def test_every_layer_moves_and_it_learns(trained: Path) -> None:
    """Before training nothing has gone; after it weights and biases of each layer have, and the accuracy rose."""
    told = moments_of(Run(trained))
    first, last = told["moments"][0], told["moments"][-1]
    assert [one["epoch"] for one in told["moments"]] == [0, 1, 2, 3] and first["train"] is None
    assert set(told["layers"]) == {"conv1", "conv2", "fc1", "fc2", "fc3"}
    for kind in ("weight", "bias"):
        assert all(far == 0 for far in first["gone"][kind].values())
        assert all(far > 0.01 for far in last["gone"][kind].values())
    assert last["train"] > told["moments"][1]["train"]
    assert len(last["kernels"]) == 6 and len(last["kernels"][0]) == 25 and len(last["biases"]) == 6


def test_it_is_the_command_that_the_drawer_shows(tmp_path: Path) -> None:
    """But for the folder; its progress is in pictures seen."""
    subject = learning()
    shown, run = subject.verb.command(), subject.verb_in(tmp_path).command()
    assert shown == "convscope train digits --model lenet5 --set epochs=10"
    assert run.replace(f" --out {tmp_path}/run", "") == shown != run
    assert subject.counted({"step": {"seen": 64, "total": 1000}}) == (64, 1000) and subject.counted({}) is None
