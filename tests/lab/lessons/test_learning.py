"""A network trained for a lesson."""

import pytest

from convscope.lab.lessons import learning as module
from convscope.lab.lessons.learning import learning


def test_every_layer_moves_and_it_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before training nothing has gone; after it weights and biases of each layer have, and the accuracy rose."""
    monkeypatch.setattr(module, "EPOCHS", 4)
    told = learning()
    first, last = told["moments"][0], told["moments"][-1]
    assert [one["epoch"] for one in told["moments"]] == [0, 1, 2, 3, 4] and first["train"] is None
    assert set(told["layers"]) == {"conv1", "conv2", "fc1", "fc2", "fc3"}
    for kind in ("weight", "bias"):
        assert all(far == 0 for far in first["gone"][kind].values())
        assert all(far > 0.01 for far in last["gone"][kind].values())
    assert last["train"] > told["moments"][1]["train"]
    assert len(last["kernels"]) == 6 and len(last["kernels"][0]) == 25 and len(last["biases"]) == 6
