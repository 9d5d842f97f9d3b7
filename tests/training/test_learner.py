"""What training changes, and how one step changes it."""

from typing import Any

import pytest
import torch
from torch import nn

from convscope.picture import InputContract
from convscope.training import Recipe
from convscope.training.learner import Learner, learner_for
from convscope.training.loop import Part
from convscope.training.losses import CrossEntropy

PICTURES = torch.randint(0, 256, (11, 4, 4, 1), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))
CONTRACT = InputContract(1, 4, 4, mean=(0.5,), std=(0.25,))
PART = Part(PICTURES, torch.arange(11), torch.arange(11) % 3, CONTRACT)
ALL = torch.arange(11)


def network(seed: int = 0) -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3))


def learner(recipe: Recipe, module: nn.Module | None = None) -> Learner:
    return learner_for(module or network(), recipe, pictures=11, seed=0, loss=CrossEntropy(3))


def train(one: Learner, steps: int) -> None:
    one.module.train()
    for _ in range(steps):
        chosen = torch.randperm(11, generator=one.generator)[:4]
        images, targets = one.prepared(PART, chosen)
        one.loss(one.module(images), targets).backward()  # type: ignore[no-untyped-call]
        one.step()


def test_one_cycle_spans_exactly_all_steps() -> None:
    """From a 25th of the rate up to it at the end of the warm-up, and down to nearly nothing in the very last step."""
    one = learner(Recipe(epochs=4, batch_size=4, learning_rate=0.05, warm_up=0.25))
    rates: list[float] = []

    def before(optimizer: torch.optim.Optimizer, *_: Any) -> None:
        rates.append(optimizer.param_groups[0]["lr"])

    one.optimizer.register_step_pre_hook(before)
    train(one, 4 * 3)
    assert rates[0] == pytest.approx(0.05 / 25)
    assert max(range(12), key=lambda step: rates[step]) == 2  # a quarter of twelve steps: 0, 1, 2
    assert rates[2] == pytest.approx(0.05)
    assert rates[-1] == pytest.approx(0.05 / 25 / 1e4)


def test_a_step_leaves_no_gradients() -> None:
    """The next batch's gradients are not added to this one's."""
    one = learner(Recipe(batch_size=4))
    train(one, 1)
    assert all(parameter.grad is None for parameter in one.module.parameters())


@pytest.mark.parametrize(
    ("settings", "counts"),
    [({}, "module"), ({"lookahead": "5"}, "slow"), ({"moving_average": "0.9"}, "average"),
     ({"moving_average": "0.9", "lookahead": "5"}, "average")],
    ids=["plain", "lookahead", "average", "both"],
)  # fmt: skip
def test_what_is_evaluated_is_the_average(settings: dict[str, str], counts: str) -> None:
    """Within ``evaluated()`` the module has the moving average's weights, else lookahead's, else its own."""
    one = learner(Recipe(batch_size=4).with_settings(settings))
    train(one, 3)
    own = one.module.get_parameter("0.weight").detach().clone()
    with one.evaluated() as module:
        weights = module.get_parameter("0.weight").detach().clone()
    expected = own
    if counts == "slow":
        assert one.lookahead is not None
        expected = one.lookahead.slow["0.weight"]
    if counts == "average":
        assert one.moving_average is not None
        expected = one.moving_average.average["0.weight"]
    assert torch.equal(weights, expected)
    assert torch.equal(own, weights) is (counts == "module")
    assert torch.equal(own, one.module.get_parameter("0.weight"))


def test_pictures_come_as_they_enter_the_network_with_their_labels() -> None:
    """Where a recipe changes nothing they are the part's own batch."""
    chosen = torch.tensor([3, 1, 4])
    images, targets = learner(Recipe()).prepared(PART, chosen)
    expected, labels = PART.batch(chosen)
    assert torch.equal(images, expected) and torch.equal(targets, labels)


def test_alternating_flip_shows_each_picture_both_ways_in_two_epochs() -> None:
    """By the picture's number, not its place in the batch: epochs 1 and 2 are each other's mirror images."""
    one = learner(Recipe(alternating_flip=True))
    plain = PART.batch(ALL)[0]
    one.start_epoch(1)
    first = one.prepared(PART, ALL)[0]
    one.start_epoch(2)
    second = one.prepared(PART, ALL.flip(0))[0].flip(0)
    assert torch.equal(first, second.flip(3))
    ways = {bool(torch.equal(now, before)) for now, before in zip(first, plain, strict=True)}
    assert ways == {True, False}
    other = learner_for(network(), Recipe(alternating_flip=True), pictures=11, seed=1, loss=CrossEntropy(3))
    assert not torch.equal(other.prepared(PART, ALL)[0], first)  # the seed says which come first


@pytest.mark.parametrize("kind", ["mixup", "cutmix"])
def test_mixed_pictures_have_mixed_targets(kind: str) -> None:
    """Targets are shares of the two labels that met, and the loss takes them."""
    one = learner(Recipe().with_settings({kind: "1.0"}))
    images, targets = one.prepared(PART, ALL)
    assert targets.shape == (11, 3)
    torch.testing.assert_close(targets.sum(1), torch.ones(11))
    assert not torch.equal(images, PART.batch(ALL)[0])
    for target, label, previous in zip(targets, PART.labels, PART.labels.roll(1), strict=True):
        assert {int(place) for place in target.nonzero()} <= {int(label), int(previous)}
    assert torch.isfinite(one.loss(one.module(images), targets))


def test_pictures_grow_with_the_epochs() -> None:
    """Half the size in the first of two epochs, all of it in the second."""
    one = learner(Recipe(epochs=2, grow=(0.5, 1.0)))
    sizes = []
    for epoch in (1, 2):
        one.start_epoch(epoch)
        sizes.append(tuple(one.prepared(PART, ALL)[0].shape[2:]))
    assert sizes == [(2, 2), (4, 4)]


@pytest.mark.parametrize("optimizer", ["adamw", "sgd", "muon"])
@pytest.mark.parametrize("schedule", ["one-cycle", "cosine", "linear", "constant"])
def test_it_goes_on_exactly(optimizer: str, schedule: str) -> None:
    """Stopped and loaded into a new learner, with averages and moved pictures, the end is the same bits."""
    names = {"optimizer": optimizer, "schedule": schedule, "lookahead": "2", "moving_average": "0.9"}
    names |= {
        "alternating_flip": "true",
        "rotate": "20",
        "crop": "1",
        "cutout": "2",
        "brightness": "0.2",
        "mixup": "0.4",
    }
    names |= {"cutmix": "1", "resized_crop": "0.5"}
    recipe = Recipe(epochs=3, batch_size=4, learning_rate=0.01).with_settings(names)
    whole, begun = learner(recipe), learner(recipe)
    train(whole, 9)
    train(begun, 4)
    resumed = learner(recipe, network(seed=5))
    resumed.module.load_state_dict(begun.module.state_dict())
    resumed.load_state_dict(begun.state_dict())
    train(resumed, 5)
    for one, other in ((whole.module, resumed.module),):
        for name, tensor in one.state_dict().items():
            assert torch.equal(other.state_dict()[name], tensor), name
    for name in ("lookahead", "moving_average"):
        for key, tensor in getattr(whole, name).state_dict().items():
            assert torch.equal(getattr(resumed, name).state_dict()[key], tensor), key


def test_what_learns_early_learns_in_the_first_third() -> None:
    """Of seven epochs in three; where an epoch is gone on from, too."""
    one = learner(Recipe(epochs=7))
    one.early = next(one.module.parameters())
    learns = []
    for epoch in (1, 2, 3, 4, 7, 3):
        one.start_epoch(epoch)
        learns.append(one.early.requires_grad)
    assert learns == [True, True, True, False, False, True]
