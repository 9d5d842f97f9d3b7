"""Networks that come trained."""

import json
import os
import shlex
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from convscope.cli.main import app
from convscope.data import load_dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.models import build
from convscope.models.trained import cards, is_trained, trained

every_card = pytest.mark.parametrize("name", cards())
DATA = Path(os.environ.get("CONVSCOPE_DATA", ""))
MNIST, SHEETS = DATA / "mnist", DATA / "cifar10"


@every_card
def test_it_is_small_and_its_card_lies_beside_it(name: str) -> None:
    """Weights below 300 kB, and the training's own record: the command names data, network and seed."""
    folder = files("convscope.models.zoo") / "trained"
    stem = name.replace(":", "-")
    assert len((folder / f"{stem}.safetensors").read_bytes()) < 300_000
    said = json.loads((folder / f"{stem}.json").read_text("utf-8"))
    words = shlex.split(said["command"])
    assert words[:5] == ["convscope", "train", said["data"], "--model", said["model"]] and "--seed" in words
    changed = [words[place + 1] for place, word in enumerate(words) if word == "--set"]
    assert all(str(said["recipe"][pair.split("=")[0]]) == pair.split("=")[1] for pair in changed)


@every_card
def test_it_loads_at_once_with_its_contract_and_classes(name: str) -> None:
    """As a `Model` that is trained; the same numbers twice, and others than a fresh network's."""
    model = load(name)
    card = cards()[name]
    assert model.trained and model.classes == card.classes and model.contract == card.contract
    assert not model.module.training
    again, fresh = trained(name)[0].state_dict(), build(name).module.state_dict()
    for key, tensor in model.module.state_dict().items():
        assert torch.equal(tensor, again[key]) and not torch.equal(tensor, fresh[key])


@every_card
def test_what_it_knows_itself_is_not_to_be_said(name: str) -> None:
    """Class names or scaling beside it are two answers to one question."""
    with pytest.raises(ConvscopeError, match="it has its own"):
        load(name, mean=0.5)


def test_an_unknown_one_is_told_with_the_nearest() -> None:
    """``lenet5:mnits``."""
    assert is_trained("lenet5:mnits") and not is_trained("lenet5") and not is_trained("torchvision:resnet18")
    for ask in (load, build):
        with pytest.raises(UnknownName, match="did you mean 'lenet5:mnist'"):
            ask("lenet5:mnits")


@pytest.mark.skipif(not MNIST.is_dir(), reason=f"no MNIST in {MNIST}")
def test_lenet5_has_the_accuracy_its_card_says() -> None:
    """9,941 of the 10,000 test digits, to a digit or two of rounding in another torch."""
    model, dataset = load("lenet5:mnist"), load_dataset("mnist")
    right = 0
    for part in np.split(dataset.test, 10):
        pictures = np.stack([model.fit(dataset.pictures[int(index)]) for index in part])
        right += int((model.scores(pictures).argmax(1) == dataset.labels[part]).sum())
    assert abs(right / 10_000 - cards()["lenet5:mnist"].accuracy) <= 2e-4


@pytest.mark.skipif(not any(SHEETS.glob("test-*.webp")), reason=f"no sheets of CIFAR-10 in {SHEETS}")
def test_lenet5_in_colour_has_the_accuracy_its_card_says() -> None:
    """7,009 of the 10,000 test pictures, measured where training ended; its weights were computed in bfloat16."""
    sheets = [np.asarray(Image.open(path)) for path in sorted(SHEETS.glob("test-*.webp"))]
    tiles = [sheet.reshape(50, 32, 50, 32, 3).swapaxes(1, 2).reshape(-1, 32, 32, 3) for sheet in sheets]
    labels = np.load(SHEETS / "test-labels.npy")
    model, pictures = load("lenet5:cifar10"), np.concatenate(tiles)[: len(labels)]
    right = sum(
        int((model.scores(part).argmax(1) == known).sum())
        for part, known in zip(np.split(pictures, 10), np.split(labels, 10), strict=True)
    )
    assert abs(right / len(labels) - cards()["lenet5:cifar10"].accuracy) <= 2e-3


def test_check_shows_where_its_weights_are_from() -> None:
    """Data, accuracy and the command; of a network with random weights nothing of the kind."""
    from click.testing import CliRunner

    card = cards()["lenet5:mnist"]
    told = CliRunner().invoke(app, ["check", "lenet5:mnist"]).output
    assert card.sentence in told and card.command in told
    assert "made by" not in CliRunner().invoke(app, ["check", "lenet5"]).output
