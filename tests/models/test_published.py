"""Published weights: said before they are downloaded, read without unpickling, with how pictures were seen."""

import os
import pickle
import urllib.error
from pathlib import Path
from typing import Any

import pytest
import torch
from torchvision import models

from convscope import load
from convscope.errors import ConvscopeError, UnknownName
from convscope.models.published import distinct, is_published
from convscope.models.spelled import parse

ALEXNET = models.AlexNet_Weights.IMAGENET1K_V1


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep torch's downloads in a folder of the test's own."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def test_a_set_that_is_there_is_not_downloaded_again(hub: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Weights, contract and class names are the published ones; another size may be asked for."""
    torch.manual_seed(3)
    there = models.squeezenet1_1(weights=None)
    torch.save(there.state_dict(), hub / models.SqueezeNet1_1_Weights.DEFAULT.url.rpartition("/")[2])
    model = load("torchvision:squeezenet1_1", weights="DEFAULT")
    assert capsys.readouterr().err == ""
    assert model.trained and len(model.classes) == 1000 and model.classes[207] == "golden retriever"
    assert model.contract.input_shape == (3, 224, 224) and model.contract.resize == "crop"
    assert model.contract.mean == (0.485, 0.456, 0.406) and model.contract.crop_share == 224 / 256
    for name, tensor in there.state_dict().items():
        assert torch.equal(model.module.state_dict()[name], tensor)
    assert load("torchvision:squeezenet1_1", weights="DEFAULT", input_shape=(96, 64)).contract.height == 96
    with pytest.raises(ConvscopeError, match="mean came with"):
        load("torchvision:squeezenet1_1", weights="DEFAULT", mean=0.5)


def test_it_is_said_before_it_is_downloaded(
    hub: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Address, size and place first; where it cannot be had, one line that says where to put the file."""
    said_before = []

    def unreachable(*_: Any, **__: Any) -> None:
        said_before.append(capsys.readouterr().err)
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr(torch.hub, "download_url_to_file", unreachable)
    with pytest.raises(ConvscopeError, match=f"could not be downloaded: .*put it at {hub}"):
        load("torchvision:alexnet", weights="IMAGENET1K_V1")
    assert said_before == [f"downloading {ALEXNET.url} (233.1 MB) to {hub / ALEXNET.url.rpartition('/')[2]}\n"]
    assert "TORCH_FORCE_WEIGHTS_ONLY_LOAD" not in os.environ


class Evil:
    """Runs code where it is unpickled."""

    def __reduce__(self) -> Any:
        return os.mkdir, ("/tmp/convscope-unpickled",)


def test_what_was_downloaded_is_not_unpickled(hub: Path) -> None:
    """A file with code in it, in the place of the weights, is refused and nothing runs."""
    (hub / ALEXNET.url.rpartition("/")[2]).write_bytes(pickle.dumps({"w": Evil()}))
    with pytest.raises(ConvscopeError):
        load("torchvision:alexnet", weights="DEFAULT")
    assert not Path("/tmp/convscope-unpickled").exists()


def test_a_set_that_is_not_published_is_told() -> None:
    """With those that are; a network that answers neither pictures nor pixels nor finds boxes says so."""
    with pytest.raises(UnknownName, match="did you mean 'IMAGENET1K_V1'"):
        load("torchvision:alexnet", weights="IMAGENET1K_V7")
    with pytest.raises(ConvscopeError, match="is no classifier"):
        load("torchvision:raft_small", weights="DEFAULT")


def test_a_detector_comes_with_cocos_classes_without_the_background(hub: Path) -> None:
    """Its first class is the person; pictures enter whole, at its size, scaled as it was trained."""
    from torchvision.models.detection import SSDLite320_MobileNet_V3_Large_Weights as Weights
    from torchvision.models.detection import ssdlite320_mobilenet_v3_large

    made = ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None)
    torch.save(made.state_dict(), hub / Weights.DEFAULT.url.rpartition("/")[2])
    model = load("torchvision:ssdlite320_mobilenet_v3_large", weights="DEFAULT")
    assert model.classes[0] == "person" and len(model.classes) == 90 and model.answers == "box"
    assert model.contract.input_shape == (3, 320, 320) and model.contract.resize == "letterbox"


def test_networks_that_answer_pixels_have_theirs(hub: Path) -> None:
    """With the scaling of their training and the names of their 21 classes; in the spelling they are not taken."""
    there = models.segmentation.lraspp_mobilenet_v3_large(weights=None, weights_backbone=None)
    published = models.segmentation.LRASPP_MobileNet_V3_Large_Weights.DEFAULT
    torch.save(there.state_dict(), hub / published.url.rpartition("/")[2])
    model = load("torchvision:lraspp_mobilenet_v3_large", weights="DEFAULT")
    assert model.trained and model.classes[12] == "dog" and len(model.classes) == 21
    assert model.contract.std == (0.229, 0.224, 0.225) and model.contract.input_shape == (3, 520, 520)
    with pytest.raises(ConvscopeError, match="say them beside it"):
        load("torchvision:lraspp_mobilenet_v3_large(weights='DEFAULT')")


def test_timms_weights_are_said_and_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """timm has one set a name; its configuration says how pictures were seen."""
    timm = pytest.importorskip("timm")
    create = timm.create_model
    monkeypatch.setattr(timm, "create_model", lambda name, pretrained: create(name))  # as if they had been downloaded
    model = load("timm:resnet10t.c3_in1k", weights="DEFAULT")
    assert "downloading the weights of timm/resnet10t.c3_in1k from huggingface.co" in capsys.readouterr().err
    assert model.contract.input_shape == (3, 176, 176) and model.contract.crop_share == 0.875
    assert model.classes[207] == "golden retriever"
    with pytest.raises(UnknownName, match="known: DEFAULT"):
        load("timm:resnet10t", weights="BEST")


def test_timms_weights_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One line."""
    pytest.importorskip("timm")
    hub = pytest.importorskip("huggingface_hub")
    import timm.models._hub

    def unreachable(*_: Any, **__: Any) -> None:
        raise hub.errors.LocalEntryNotFoundError("cannot find it, and the hub is not reached")

    monkeypatch.setattr(timm.models._hub, "hf_hub_download", unreachable)
    with pytest.raises(ConvscopeError, match="could not be downloaded") as caught:
        load("timm:resnet10t", weights="DEFAULT")
    assert "\n" not in str(caught.value)


def test_files_are_not_taken_for_published_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path, a file of that very name, and a network that nobody publishes for."""
    monkeypatch.chdir(tmp_path)
    assert is_published(parse("torchvision:alexnet"), "DEFAULT")
    assert not is_published(parse("torchvision:alexnet"), "w.pt") and not is_published(parse("lenet5"), "DEFAULT")
    Path("DEFAULT").touch()
    assert not is_published(parse("torchvision:alexnet"), "DEFAULT")


def test_two_classes_of_one_name_are_told_apart() -> None:
    """By their number."""
    assert distinct(["a", "b", "a"]) == ("a (0)", "b", "a (2)")
