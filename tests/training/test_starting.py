"""A network to train on from weights that it has."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from convscope.data import Dataset
from convscope.errors import ConvscopeError, WrongWeights
from convscope.loading import load
from convscope.models import build
from convscope.models.trained import trained
from convscope.training import Recipe, Setup, Start, train
from convscope.training.prepare import Prepared, prepare
from convscope.training.starting import has_weights, starting

QUICK = {"epochs": "1", "head_epochs": "20"}
OFF = Setup(tune="off", threads=1)
NET = """from torch import nn


class Net(nn.Module):
    input_shape = (1, 16, 16)

    def __init__(self, classes=7):
        super().__init__()
        self.classifier = nn.Linear(4, classes)
        self.conv = nn.Conv2d(1, 4, 3)

    def forward(self, images):
        return self.classifier(self.conv(images).relu().mean((2, 3)))
"""


@pytest.fixture
def net(tmp_path: Path) -> str:
    (tmp_path / "net.py").write_text(NET)
    return f"{tmp_path / 'net.py'}:Net"


def saved(spelling: str, path: Path, *, classes: int | None = None) -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    weights = build(spelling, classes=classes).module.state_dict()
    torch.save(weights, path) if path.suffix == ".pt" else save_file(weights, path)
    return weights


def prepared(small: Dataset, start: Start, recipe: Recipe | None = None) -> Prepared:
    return prepare(small, start, recipe or Recipe(), seed=0, device=torch.device("cpu"))


def test_a_network_that_comes_trained_starts_from_its_weights() -> None:
    """With its contract."""
    assert has_weights("pretrained") and not has_weights("torchvision:resnet18")
    weights = trained("lenet5:mnist")[0].state_dict()
    begun = starting(Start("lenet5:mnist"), classes=10)
    assert begun.contract is not None and begun.contract.input_shape == begun.built.input_shape
    assert all(torch.equal(tensor, weights[name]) for name, tensor in begun.built.module.state_dict().items())


def test_another_network_starts_anew() -> None:
    """Without a contract of its own."""
    begun = starting(Start("lenet5"), classes=4)
    assert begun.contract is None and begun.built.module(torch.zeros(1, 1, 32, 32)).shape == (1, 4)


@pytest.mark.parametrize("name", ["w.pt", "w.safetensors"])
def test_a_library_network_starts_from_a_file(tmp_path: Path, small: Dataset, name: str) -> None:
    """All but the last layer, which is for other classes; mean and std are what was said."""
    weights = saved("torchvision:resnet18", tmp_path / name, classes=1000)
    start = Start("torchvision:resnet18", tmp_path / name, 0.5, (0.2, 0.3, 0.4))
    found = prepared(small, start, Recipe(size=(32, 32)))
    state = found.model.module.state_dict()
    assert (found.head, found.fresh) == ("fc", True) and state["fc.weight"].shape == (10, 512)
    assert all(torch.equal(state[key], weights[key]) for key in weights if not key.startswith("fc."))
    assert (found.model.contract.mean, found.model.contract.std) == ((0.5,), (0.2, 0.3, 0.4))
    same = prepared(small, Start("torchvision:resnet18", _of_ten(tmp_path), 0, 1), Recipe(size=(32, 32)))
    assert not same.fresh


def _of_ten(folder: Path) -> Path:
    saved("torchvision:resnet18", folder / "ten.pt", classes=10)
    return folder / "ten.pt"


def test_a_convolution_for_other_classes_is_fresh(tmp_path: Path, small: Dataset) -> None:
    """SqueezeNet's last layer; what lies below is the file's."""
    weights = saved("torchvision:squeezenet1_1", tmp_path / "w.pt", classes=1000)
    found = prepared(small, Start("torchvision:squeezenet1_1", tmp_path / "w.pt", 0.5, 0.5), Recipe(size=(64, 64)))
    assert (found.head, found.fresh) == ("classifier.1", True)
    state = found.model.module.state_dict()
    assert torch.equal(state["features.0.weight"], weights["features.0.weight"])


def test_a_network_of_ones_own_gets_a_last_layer_for_the_classes(tmp_path: Path, small: Dataset, net: str) -> None:
    """The run says where it began, loads again, and goes on being trained from: its classes and contract are known."""
    saved(net, tmp_path / "w.pt")
    start = Start(net, tmp_path / "w.pt", 0.25, 0.5)
    run = train(small, model=start, out=tmp_path / "run", recipe=QUICK, setup=OFF, on_event=lambda _: None)
    said = run.record.start
    assert (said["weights"], said["mean"], len(said["sha256"])) == (str(tmp_path / "w.pt"), 0.25, 64)
    assert run.record.head["layer"] == "classifier" and run.record.head["fresh"]
    assert f"--weights {tmp_path / 'w.pt'} --mean 0.25 --std 0.5" in run.record.command
    model = load(str(run.folder))
    assert model.module(torch.zeros(1, 1, 16, 16)).shape == (1, 10) and model.contract.mean == (0.25,)
    again = train(
        small, model=str(run.folder), out=tmp_path / "again", recipe=QUICK, setup=OFF, on_event=lambda _: None
    )
    assert again.record.model == net and again.record.contract == run.record.contract
    assert again.record.start["model"] == str(run.folder) and not again.record.head["fresh"]
    assert load(str(again.folder)).module(torch.zeros(1, 1, 16, 16)).shape == (1, 10)


def test_a_file_that_changed_is_not_gone_on_from(
    tmp_path: Path, small: Dataset, net: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was stopped is refused where its weights' file is another one; with the same it goes on to its end."""
    saved(net, tmp_path / "w.pt")
    whole = (tmp_path / "w.pt").read_bytes()
    start = Start(net, str(tmp_path / "w.pt"), 0.25, 0.5)

    def stop(event: object) -> None:
        if type(event).__name__ == "Step":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(small, model=start, out=tmp_path / "run", recipe=QUICK, setup=OFF, on_event=stop)
    saved(net, tmp_path / "w.pt", classes=None)
    torch.save({name: tensor + 1 for name, tensor in torch.load(tmp_path / "w.pt").items()}, tmp_path / "w.pt")
    going = Setup(tune="off", threads=1, resume=True)
    with pytest.raises(ConvscopeError, match=r"w.pt has changed since .*run was begun"):
        train(small, model=start, out=tmp_path / "run", recipe=QUICK, setup=going, on_event=lambda _: None)
    with pytest.raises(ConvscopeError, match=r"weights was .*w.pt, None came"):
        train(small, model=net, out=tmp_path / "run", recipe=QUICK, setup=going, on_event=lambda _: None)
    (tmp_path / "w.pt").write_bytes(whole)
    run = train(small, model=start, out=tmp_path / "run", recipe=QUICK, setup=going, on_event=lambda _: None)
    assert run.record.status == "done"


def test_what_is_wrong_is_told(tmp_path: Path, small: Dataset, net: str) -> None:
    """Scaling that is not known, weights of another network, weights for one that has its own, scaling without any."""
    saved(net, tmp_path / "w.pt")
    with pytest.raises(ConvscopeError, match="--mean and --std"):
        prepared(small, Start(net, tmp_path / "w.pt"))
    with pytest.raises(WrongWeights, match="are not those of lenet5"):
        prepared(small, Start("lenet5", tmp_path / "w.pt", 0.5, 0.5))
    with pytest.raises(ConvscopeError, match="weights came with lenet5:mnist; leave it out: it has its own"):
        prepared(small, Start("lenet5:mnist", tmp_path / "w.pt"))
    with pytest.raises(ConvscopeError, match="mean came with lenet5; leave it out: without weights"):
        prepared(small, Start("lenet5", mean=0.5))
    with pytest.raises(WrongWeights, match="there is no file"):
        prepared(small, Start(net, tmp_path / "none.pt", 0.5, 0.5))
