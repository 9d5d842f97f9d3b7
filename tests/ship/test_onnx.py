"""A model as an ONNX file."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope import load, ship
from convscope.errors import ConvscopeError, NotTheSame
from convscope.model import Model
from convscope.picture import InputContract
from convscope.runtime import load_onnx


def test_a_functional_network_with_batch_norm_is_the_same(tmp_path: Path, wired: Callable[..., nn.Module]) -> None:
    """Skips, functional ReLUs, folded norms and the scaling inside: equal scores, and the model is left as it was."""
    torch.manual_seed(0)
    norm = nn.BatchNorm2d(4)
    norm.running_mean = torch.rand(4)
    module = wired(
        lambda net, x: net.head(F.relu(net.norm(net.conv(x)) + net.conv(x)).mean((2, 3))),
        conv=nn.Conv2d(3, 4, 3, padding=1), norm=norm, head=nn.Linear(4, 5),
    ).train()  # fmt: skip
    model = Model(module, InputContract(3, 9, 7, mean=(0.4, 0.5, 0.6), std=(0.2, 0.3, 0.4)), (), "net")
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    bundle = ship.onnx(model, tmp_path / "net.onnx")
    assert bundle.difference < 1e-5 and bundle.bytes == (tmp_path / "net.onnx").stat().st_size
    assert module.training and all(torch.equal(before[name], value) for name, value in module.state_dict().items())
    pictures = np.random.default_rng(1).integers(0, 256, (5, 9, 7, 3), dtype=np.uint8)
    np.testing.assert_allclose(load_onnx(bundle.path).scores(pictures), model.scores(pictures), atol=1e-5)
    assert [path.name for path in tmp_path.iterdir()] == ["net.onnx"]


def test_what_differs_too_much_is_not_written(tmp_path: Path) -> None:
    """With nothing allowed, nothing is left behind, and an older file stays."""
    (tmp_path / "net.onnx").write_bytes(b"old")
    with pytest.raises(NotTheSame, match="nothing was written"):
        ship.onnx(load("lenet5"), tmp_path / "net.onnx", tolerance=0.0)
    assert (tmp_path / "net.onnx").read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_a_wrong_ending_is_told(tmp_path: Path) -> None:
    """With the right one."""
    with pytest.raises(ConvscopeError, match=r"net\.onnx"):
        ship.onnx(load("lenet5"), tmp_path / "net.pb")


def test_what_cannot_be_exported_is_one_line(tmp_path: Path, wired: Callable[..., nn.Module]) -> None:
    """A forward that decides by value."""
    module = wired(lambda net, x: net.fc(x.flatten(1)) if x.sum() > 0 else x.flatten(1), fc=nn.Linear(4, 4))
    with pytest.raises(ConvscopeError, match="cannot be exported") as caught:
        ship.onnx(Model(module, InputContract(1, 2, 2), (), "net"), tmp_path / "net.onnx")
    assert "\n" not in str(caught.value) and not list(tmp_path.iterdir())
