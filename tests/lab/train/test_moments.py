"""A run at one moment."""

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Studio
from convscope.lab.train.held_out import held_out
from convscope.lab.train.moments import moment

ASKED: dict[str, Any] = {"run": "digits-lenet5", "epoch": 2, "layer": "", "picture": 4}


def decoded(told: dict[str, Any], *shape: int) -> np.ndarray[Any, Any]:
    return np.frombuffer(base64.b64decode(told["values"]), "<f4").reshape(shape)


def test_kernels_and_maps_are_the_moments(trained: Path) -> None:
    """The weights that the history has, and what PyTorch makes of a validation picture with them."""
    found = moment(Studio(trained.parent), ASKED)
    run = cs.open_run(trained)
    weights = run.moment(2)
    assert found["layer"] == "conv1" == found["layers"][0] and found["why"] == ""
    kernels = found["kernels"]
    assert np.array_equal(decoded(kernels, 6, 1, 5, 5), weights["conv1.weight"].numpy())
    assert kernels["biases"] == pytest.approx(weights["conv1.bias"].tolist(), abs=1e-5)
    assert kernels["high"] == pytest.approx(
        max(float(one["conv1.weight"].abs().max()) for one in run.history().values())
    )
    entered = cs.load(str(trained)).enter(held_out(run).pictures_NHWC[4:5])
    maps = torch.nn.functional.conv2d(entered, weights["conv1.weight"], weights["conv1.bias"])[0]
    assert np.allclose(decoded(found["maps"], *maps.shape), maps.numpy(), atol=1e-5)
    assert found["picture"]["at"] == 4 and found["picture"]["png"].startswith("data:image/png")
    deeper = moment(Studio(trained.parent), {**ASKED, "layer": "conv2"})["kernels"]
    assert (deeper["shown"], deeper["channels"]) == (16, 6)
    assert np.array_equal(decoded(deeper, 16, 6, 5, 5), weights["conv2.weight"].numpy())


def test_the_matrix_is_what_the_epoch_was_worth(trained: Path) -> None:
    """Its diagonal is the accuracy that the training measured after that epoch, on the same pictures."""
    studio, run = Studio(trained.parent), cs.open_run(trained)
    for line in run.metrics:
        found = moment(studio, {**ASKED, "epoch": line["epoch"]})["matrix"]
        counts = np.asarray(found["counts"])
        assert counts.sum() == found["pictures"] == found["of"] == run.record.pictures["validation"]
        assert counts.trace() == found["right"]
        assert found["right"] / found["pictures"] == pytest.approx(line["validation_accuracy"])
    assert moment(studio, {**ASKED, "epoch": 0})["matrix"]["right"] < counts.trace()


def test_of_a_large_network_kernels_alone_are_shown_but_for_the_best(trained: Path, tmp_path: Path) -> None:
    """What the history left out is said; the best epoch's weights are whole."""
    shutil.copytree(trained, tmp_path / "large")
    run = cs.open_run(tmp_path / "large")
    for file in run.moments().values():
        save_file({name: one for name, one in load_file(file).items() if name.startswith("conv1")}, file)
    studio, best = Studio(tmp_path), run.record.best_epoch
    other = next(epoch for epoch in run.moments() if epoch != best)
    cut = moment(studio, {**ASKED, "run": "large", "epoch": other})
    assert cut["why"] == "partial" and cut["kernels"] is not None and cut["maps"] is cut["matrix"] is None
    assert moment(studio, {**ASKED, "run": "large", "epoch": other, "layer": "conv2"})["kernels"] is None
    assert moment(studio, {**ASKED, "run": "large", "epoch": best})["matrix"] is not None


def test_what_was_not_kept_is_told(trained: Path) -> None:
    """An epoch beyond the history; a run that is none."""
    studio = Studio(trained.parent)
    with pytest.raises(ConvscopeError, match="of epoch 9 no weights were kept"):
        moment(studio, {**ASKED, "epoch": 9})
    with pytest.raises(ConvscopeError, match="there is no run"):
        moment(studio, {**ASKED, "run": "../elsewhere"})


def test_of_a_detector_there_are_curves_alone(trained: Path, tmp_path: Path) -> None:
    """That is said; of one that answers pixels there are kernels and maps."""
    record = json.loads((trained / "run.json").read_text())
    for answers, why in (("box", "boxes"), ("pixel", "answers")):
        shutil.copytree(trained, tmp_path / answers)
        (tmp_path / answers / "run.json").write_text(json.dumps({**record, "answers": answers}))
        found = moment(Studio(tmp_path), {**ASKED, "run": answers})
        assert found["why"] == why and found["matrix"] is None
        assert (found["kernels"] is None) is (found["maps"] is None) is (answers == "box")
