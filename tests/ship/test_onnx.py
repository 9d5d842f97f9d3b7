"""A model as an ONNX file."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
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
        ship.onnx(load("lenet5"), tmp_path / "net.onnx", relative=0.0)
    assert (tmp_path / "net.onnx").read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_a_wrong_ending_is_told(tmp_path: Path) -> None:
    """With the right one."""
    with pytest.raises(ConvscopeError, match=r"net\.onnx"):
        ship.onnx(load("lenet5"), tmp_path / "net.pb")


def test_a_linear_network_is_the_same_in_any_number(tmp_path: Path) -> None:
    """One picture, three and seventeen, in colour, by the pictures it was handed."""
    model = load("linear")
    pictures = np.random.default_rng(2).integers(0, 256, (17, 32, 32, 3), dtype=np.uint8)
    bundle = ship.onnx(model, tmp_path / "net.onnx", pictures_NHWC=pictures)
    shipped = load_onnx(bundle.path)
    for count in (1, 3, 17):
        np.testing.assert_allclose(shipped.scores(pictures[:count]), model.scores(pictures[:count]), atol=1e-5)
    assert bundle.compared == 17 and bundle.difference <= bundle.tolerance
    assert bundle.tolerance == pytest.approx(1e-4 * np.abs(model.scores(pictures)).max())
    for latency in (bundle.original, bundle.shipped):
        assert 0 < latency.low <= latency.median <= latency.high


def test_the_file_says_what_it_takes(tmp_path: Path) -> None:
    """Any number of uint8 pictures at the network's size; contract, names and spelling in its metadata."""
    model = Model(
        load("linear").module, InputContract(3, 32, 32, "crop", (0.1,) * 3, (0.9,) * 3), ("猫", "b"), "linear"
    )
    ship.onnx(model, tmp_path / "net.onnx", relative=1.0)
    proto = onnx.load(tmp_path / "net.onnx")
    taken = proto.graph.input[0].type.tensor_type
    assert taken.elem_type == onnx.TensorProto.UINT8
    sizes = [size.dim_value or size.dim_param for size in taken.shape.dim]
    assert isinstance(sizes[0], str) and sizes[1:] == [32, 32, 3]
    (entry,) = [entry for entry in proto.metadata_props if entry.key == "convscope"]
    said = json.loads(entry.value)
    assert (said["classes"], said["model"], said["layout"]) == (["猫", "b"], "linear", "NHWC")
    assert InputContract.from_dict(said["contract"]) == model.contract


def test_why_it_cannot_be_exported_is_said(
    tmp_path: Path, wired: Callable[..., nn.Module], capfd: pytest.CaptureFixture[str]
) -> None:
    """A forward that decides by value: one line, not the exporter's own of steps and colours; no other word."""
    module = wired(lambda net, x: net.fc(x.flatten(1)) if x.sum() > 0 else x.flatten(1), fc=nn.Linear(4, 4))
    with pytest.raises(ConvscopeError, match="data-dependent") as caught:
        ship.onnx(Model(module, InputContract(1, 2, 2), (), "net"), tmp_path / "net.onnx")
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)
    assert capfd.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


class Locked(nn.Flatten):
    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()


def test_a_module_that_cannot_be_copied_is_one_line(tmp_path: Path) -> None:
    """It holds a lock."""
    with pytest.raises(ConvscopeError, match=r"^net cannot be exported to ONNX: TypeError: cannot pickle[^\n]*$"):
        ship.onnx(Model(Locked(), InputContract(1, 2, 2), (), "net"), tmp_path / "net.onnx")


def test_answers_that_are_no_numbers_are_not_the_same(tmp_path: Path) -> None:
    """A weight is NaN: refused in a line, not a traceback, and nothing is left behind."""
    model = load("linear")
    nn.init.constant_(model.module.classifiers.bias, float("nan"))  # type: ignore[arg-type,union-attr]
    with pytest.raises(NotTheSame, match="differ from PyTorch's by nan"):
        ship.onnx(model, tmp_path / "net.onnx")
    assert not list(tmp_path.iterdir())


def test_the_parts_of_a_model_keep_their_own_mode(tmp_path: Path) -> None:
    """A norm frozen inside a network in training is still frozen after shipping, the network still training."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten()).train()
    module[1].eval()
    ship.onnx(Model(module, InputContract(1, 4, 4), (), "net"), tmp_path / "net.onnx")
    assert [part.training for part in module.modules()] == [True, True, False, True]


def test_every_answer_of_a_dictionary_is_an_output_by_its_name(tmp_path: Path, wired: Callable[..., nn.Module]) -> None:
    """As torchvision's segmentation networks give them; the first is what scores() gives."""
    module = wired(lambda net, x: {"out": net.a(x), "aux": net.b(x)}, a=nn.Conv2d(1, 2, 3), b=nn.Conv2d(1, 3, 1))
    bundle = ship.onnx(Model(module, InputContract(1, 8, 8), (), "net"), tmp_path / "net.onnx")
    pictures = np.random.default_rng(0).integers(0, 256, (2, 8, 8, 1), dtype=np.uint8)
    given = load_onnx(bundle.path).answers(pictures)
    expected = module(torch.from_numpy(pictures).permute(0, 3, 1, 2) / 255)
    assert list(given) == ["out", "aux"]
    for name, scores in given.items():
        np.testing.assert_allclose(scores, expected[name].detach().numpy(), atol=1e-5)


def test_what_runs_at_other_sizes_takes_them(tmp_path: Path) -> None:
    """Convolutions, a norm that is folded, a mean over the map: the file answers any size as PyTorch does."""
    norm = nn.BatchNorm2d(4)
    nn.init.uniform_(norm.running_mean)  # type: ignore[arg-type]
    module = nn.Sequential(
        nn.Conv2d(3, 4, 3, stride=2), norm, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5)
    )
    model = Model(module.eval(), InputContract(3, 12, 12), (), "net")
    bundle = ship.onnx(model, tmp_path / "net.onnx")
    assert bundle.takes == ("batch", "height", "width", 3) and bundle.one_size_because == ""
    assert "BatchNormalization" not in {node.op_type for node in onnx.load(bundle.path).graph.node}
    pictures = np.random.default_rng(0).integers(0, 256, (3, 20, 31, 3), dtype=np.uint8)
    np.testing.assert_allclose(load_onnx(bundle.path).scores(pictures), model.scores(pictures), atol=1e-5)


def test_what_does_not_is_said_with_the_layer(tmp_path: Path) -> None:
    """LeNet-5's first fully connected layer counts on its size."""
    bundle = ship.onnx(load("lenet5"), tmp_path / "net.onnx")
    assert bundle.takes == ("batch", 32, 32, 1) and "fc1" in bundle.one_size_because


class ByHeight(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(x) if x.shape[2] > 20 else F.gelu(x)


def test_what_decides_by_size_in_python_keeps_its_own(tmp_path: Path) -> None:
    """It runs at others, and does something else there."""
    bundle = ship.onnx(Model(ByHeight(), InputContract(1, 8, 8), (), "net"), tmp_path / "net.onnx")
    assert bundle.takes == ("batch", 8, 8, 1) and "other calls" in bundle.one_size_because
