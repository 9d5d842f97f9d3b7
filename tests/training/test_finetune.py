"""The head first."""

from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.loading import load
from convscope.picture import InputContract
from convscope.training import Recipe, recipe_for, train
from convscope.training.events import HeadTrained
from convscope.training.finetune import features_of, rates, train_head
from convscope.training.loop import Part


def net() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(32, 2)
    )


@pytest.fixture
def part() -> Part:
    """Pictures that are bright above, or below."""
    labels = torch.arange(40) % 2
    pictures = torch.randint(0, 60, (40, 8, 8, 1), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        picture[int(label) * 4 : int(label) * 4 + 4] += 150
    return Part(pictures, torch.arange(40), labels, InputContract(1, 8, 8))


def test_the_features_are_what_the_head_reads(part: Part) -> None:
    """The head's product with them is the network's answer, mirrored pictures behind; the module is as it was."""
    module = net().train()
    images, _ = part.batch(torch.arange(40))
    features = features_of(module, part, "5", mirror=True)
    assert module.training and isinstance(module[5], nn.Linear)
    module.eval()
    with torch.no_grad():
        torch.testing.assert_close(module[5](features[:40]), module(images))
        torch.testing.assert_close(module[5](features[40:]), module(images.flip(3)))


def test_only_the_head_moves_and_it_learns(part: Part) -> None:
    """No weight below it, and no statistic of batch norm; what it learns answers the pictures."""
    module = net()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    told = train_head(module, part, part, Recipe(head_epochs=40, batch_size=8), spelling="net")
    moved = {name for name, tensor in module.state_dict().items() if not torch.equal(tensor, before[name])}
    assert moved == {"5.weight", "5.bias"}
    assert told.validation_accuracy == 1 and told.pictures == 40 and told.epochs == 40


def test_what_lies_below_learns_slower() -> None:
    """By the recipe's share; the head at the whole rate."""
    rate = rates(net(), Recipe(body_rate=0.25), "net")
    assert rate("0.weight") == rate("1.bias") == 0.25 and rate("5.weight") == rate("5.bias") == 1
    assert rates(net(), Recipe(), "net")("0.weight") == 1


def test_a_trained_network_is_fine_tuned_by_name(tmp_path: Path) -> None:
    """Digits from MNIST's LeNet-5: the head is told of first, the fine-tune recipe is taken, the run loads again."""
    heard: list[object] = []
    run = train("digits", model="lenet5:mnist", out=tmp_path / "run", recipe={"epochs": "1"}, on_event=heard.append)
    (head,) = [event for event in heard if isinstance(event, HeadTrained)]
    assert head.validation_accuracy > 0.8
    assert run.record.recipe["head_epochs"] == recipe_for("fine-tune").head_epochs > 0
    model = load(str(run.folder))
    assert model.spelling == "lenet5:mnist" and model.contract == load("lenet5:mnist").contract
