"""Numbers that are none any more: seen before they move a weight, and where they first appeared."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.runs import open_run
from convscope.training import Recipe, nonfinite, train
from convscope.training.losses import CrossEntropy
from convscope.training.nonfinite import Guard, RanAway, find_trouble

LOSS = CrossEntropy(3)
TARGETS = torch.tensor([0, 1, 2, 0])


class Net(nn.Module):
    """What a test puts between normalisation and head."""

    def __init__(self, between: nn.Module) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)
        self.between = between
        self.head = nn.Linear(2 * 36, 3)

    def forward(self, images: Tensor) -> Tensor:
        output: Tensor = self.head(self.between(self.norm(self.conv(images))).flatten(1))
        return output


class Log(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.log(x)  # of negative numbers, too


class Root(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.sqrt(x * 0)  # 0, and its slope there is infinite


class Bfloat(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return (x * 1e38) * 1e38 * 0 + x  # inf * 0


def images() -> Tensor:
    return torch.randn(4, 1, 8, 8, generator=torch.Generator().manual_seed(1))


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(Path(__file__).read_text().splitlines(), 1) if text in line)


def test_the_first_output_that_is_not_finite_is_named_with_its_line() -> None:
    """A logarithm of negative numbers, in a module of the user's."""
    found = find_trouble(Net(Log()), images(), TARGETS, LOSS)
    assert (found.when, found.layer, found.operator) == ("forward", "between.log", "log")
    assert found.file == __file__ and found.line == line_of("torch.log(x)  #")


def test_a_gradient_that_is_not_finite_is_named_by_the_layer_that_makes_it() -> None:
    """A root of 0: every output is finite, its slope is not."""
    found = find_trouble(Net(Root()), images(), TARGETS, LOSS)
    assert (found.when, found.layer, found.line) == ("backward", "between.sqrt", line_of("torch.sqrt(x * 0)  #"))


def test_an_overflow_is_found_where_it_begins() -> None:
    """Not where infinity becomes no number."""
    found = find_trouble(Net(Bfloat()), images(), TARGETS, LOSS)
    assert (found.when, found.line) == ("forward", line_of("(x * 1e38) * 1e38 * 0 + x"))
    assert found.layer == "between.mul:2"


def test_pictures_weights_and_loss_are_told_apart() -> None:
    """What enters, what the step before left, and a loss that alone is infinite."""
    bad = images()
    bad[2, 0, 3, 3] = float("nan")
    assert find_trouble(Net(nn.ReLU()), bad, TARGETS, LOSS).when == "pictures"
    net = Net(nn.ReLU())
    nn.init.constant_(net.head.bias, float("inf"))
    found = find_trouble(net, images(), TARGETS, LOSS)
    assert (found.when, found.layer) == ("weights", "head")
    net = Net(nn.ReLU())
    nn.init.zeros_(net.head.weight)
    with torch.no_grad():
        net.head.bias.copy_(torch.tensor([3e38, -3e38, 0.0]))
    assert find_trouble(net, images(), TARGETS, LOSS).when == "loss"


def test_looking_changes_nothing() -> None:
    """Weights, what batch norm tracks, gradients, mode and random numbers are as they were."""
    net, random = Net(nn.Dropout()), torch.get_rng_state()
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    torch.set_rng_state(random)
    find_trouble(net, images(), TARGETS, LOSS)
    assert all(torch.equal(tensor, before[name]) for name, tensor in net.state_dict().items())
    assert torch.equal(torch.get_rng_state(), random) and net.training
    assert all(parameter.grad is None for parameter in net.parameters())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("where", ["loss", "gradient"])
def test_the_guard_sees_any_number_that_is_none(value: float, where: str) -> None:
    """One in a large gradient, or the loss; a gradient of 3e38, whose norm would overflow, is a number."""
    module = nn.Linear(50, 50)
    module.weight.grad, module.bias.grad = torch.full((50, 50), 3e38), torch.zeros(50)
    guard = Guard(module, every=1)
    guard.look(torch.tensor(1.0), images(), TARGETS)
    if where == "gradient":
        module.weight.grad[17, 3] = value
    loss = torch.tensor(value if where == "loss" else 1.0)
    with pytest.raises(RanAway) as caught:
        guard.look(loss, images(), TARGETS)
    assert not caught.value.late and caught.value.targets is TARGETS


def test_where_looking_is_slow_it_is_done_rarely_and_forgets_nothing() -> None:
    """A number that was none two steps ago is seen at the third, and said to be late."""
    guard = Guard(nn.Linear(1, 1), every=3)
    guard.look(torch.tensor(float("nan")), images(), TARGETS)
    guard.look(torch.tensor(1.0), images(), TARGETS)
    with pytest.raises(RanAway) as caught:
        guard.look(torch.tensor(1.0), images(), TARGETS)
    assert caught.value.late


NET = """
import torch
from torch import nn


class Net(nn.Module):
    input_shape = (1, 8, 8)

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 10)
        self.register_buffer("steps", torch.zeros(()))

    def forward(self, x):
        if self.training:
            self.steps += 1
        x = torch.sqrt(13 - self.steps) * x
        return self.head(x.flatten(1))
"""


@pytest.mark.parametrize("rarely", [False, True])
def test_a_training_stops_with_the_layer_and_the_weights_before(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rarely: bool
) -> None:
    """In the fourteenth step a root of -1: the same word whether each step is looked at or one in 25."""
    (tmp_path / "net.py").write_text(NET)
    if rarely:
        monkeypatch.setattr("convscope.training.course.looks", lambda device: nonfinite.RARELY)
    said = r"in epoch 2, batch 6: first in the output of layer sqrt \(sqrt, .*net\.py:16\)|layer mul"
    with pytest.raises(ConvscopeError, match=said):
        train(small, model=f"{tmp_path / 'net.py'}:Net", out=tmp_path / "run", recipe=Recipe(epochs=3, batch_size=32))
    run = open_run(tmp_path / "run")
    assert run.record.status == "failed" and "net.py" in run.record.reason
    assert run.record.best_epoch == 1 and all(tensor.isfinite().all() for tensor in run.weights().values())
    last = run.last_weights()
    assert all(tensor.isfinite().all() for tensor in last.values()) and last["steps"] in (13, 14)
    assert not torch.equal(last["head.weight"], run.weights()["head.weight"])


def test_a_test_answer_that_is_no_number_is_told(small: Dataset, tmp_path: Path) -> None:
    """No result is made of it, and the record can still be read."""
    (tmp_path / "net.py").write_text(NET.replace("x = torch.sqrt(13 - self.steps) * x", "x = x / (len(x) != 100)"))
    with pytest.raises(ConvscopeError, match="100 of 100 test answers are not finite numbers"):
        train(small, model=f"{tmp_path / 'net.py'}:Net", out=tmp_path / "run", recipe=Recipe(epochs=1))
    record = open_run(tmp_path / "run").record
    assert (record.status, record.results) == ("failed", {}) and "not finite" in record.reason
