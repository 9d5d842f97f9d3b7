"""Painting by what has learnt a style."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt
import onnx as format_of
import pytest
import torch

from convscope.apply.style.learning import CONTRACT
from convscope.apply.style.learnt import is_learnt, paint_at_once
from convscope.apply.style.stylenet import StyleNet
from convscope.errors import BrokenRun, ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract, Picture
from convscope.ship.exporting import exported


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, Path]:
    """Export a network of random weights, for pictures of one size."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = StyleNet(4, 0).eval()
    contract = InputContract(3, 40, 56, "stretch", CONTRACT.mean, CONTRACT.std)
    model = Model(net, contract, (), "stylenet", trained=True, answers="pixel")
    path = tmp_path_factory.mktemp("shipped") / "style.onnx"
    format_of.save(exported(model, names=["scores"]), str(path))
    return model, path


def test_a_shipped_file_paints_as_the_network(shipped: tuple[Model, Path], scene: Picture) -> None:
    """And another size than the file's is told; files with sizes open are in bench/style.py."""
    model, path = shipped
    whole = paint_at_once(scene, path, size=56).picture
    wanted = np.rint(model.scores(scene[None])[0] * 255).transpose(1, 2, 0)
    assert whole.shape == (40, 56, 3) and np.abs(whole - wanted).max() <= 1
    with pytest.raises(ConvscopeError, match="takes pictures of 40 × 56 alone"):
        paint_at_once(scene, path, size=45)


def test_what_is_no_style_is_told(tmp_path: Path, scene: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_learnt(tmp_path) and not is_learnt(scene) and not is_learnt("a.png")
    with pytest.raises(BrokenRun, match="is not a run"):
        paint_at_once(scene, tmp_path)
    (tmp_path / "one.onnx").touch()

    @dataclass
    class Classifier:
        input_shape = (3, 64, 64)

        def answers(self, pictures_NHWC: Picture) -> dict[str, npt.NDArray[np.float32]]:
            return {"scores": np.zeros((len(pictures_NHWC), 10), np.float32)}

    monkeypatch.setattr("convscope.apply.style.learnt.load_shipped", lambda path: Classifier())
    with pytest.raises(ConvscopeError, match="no picture; give one that learnt a style"):
        paint_at_once(np.zeros((64, 64, 3), np.uint8), tmp_path / "one.onnx", size=64)


def test_a_run_of_another_kind_is_told(tmp_path: Path, scene: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    other = SimpleNamespace(record=SimpleNamespace(recipe={"epochs": 1}))
    monkeypatch.setattr("convscope.apply.style.learnt.open_run", lambda folder: other)
    with pytest.raises(ConvscopeError, match="is a run that learnt no style"):
        paint_at_once(scene, tmp_path)
