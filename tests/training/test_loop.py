"""One epoch of training, and the loss and accuracy of a part, against plain PyTorch written out."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from convscope.picture import InputContract
from convscope.training import Recipe
from convscope.training.loop import Learner, Part, batches, evaluate, learner_for, train_epoch

CONTRACT = InputContract(1, 4, 4, mean=(0.5,), std=(0.25,))


@pytest.fixture
def pictures() -> Tensor:
    return torch.randint(0, 256, (30, 4, 4, 1), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def part(pictures: Tensor) -> Part:
    """Eleven of the thirty pictures, out of order, with three classes."""
    rows = torch.tensor([3, 1, 4, 15, 9, 2, 6, 5, 29, 8, 7])
    return Part(pictures, rows, rows % 3, CONTRACT)


def network(seed: int = 0) -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3))


def nothing(_: int) -> None:
    pass


def entering(part: Part) -> Tensor:
    """Give the part's pictures as they enter the network, written out."""
    chosen = part.pictures_NHWC[part.rows].double()
    return ((chosen / 255 - 0.5) / 0.25).permute(0, 3, 1, 2).float()


# A part


def test_a_batch_is_its_rows_scaled_with_their_labels(part: Part) -> None:
    """The chosen rows of the part, not of the pictures, come as (v/255 - mean)/std, each with its own label."""
    images, labels = part.batch(torch.tensor([2, 0]))
    torch.testing.assert_close(images, entering(part)[[2, 0]], rtol=0, atol=1e-5)
    assert labels.tolist() == [4 % 3, 3 % 3]
    assert len(part) == 11


# Batches


def test_batches_cover_every_picture_once() -> None:
    """All indices come once, in batches of the size asked for, the last one smaller."""
    given = list(batches(11, 4, torch.Generator().manual_seed(0)))
    assert [len(batch) for batch in given] == [4, 4, 3]
    assert sorted(torch.cat(given).tolist()) == list(range(11))


def test_the_order_is_new_every_epoch_and_the_seeds() -> None:
    """One generator gives another order each time; the same seed gives the same orders."""
    one, same = torch.Generator().manual_seed(5), torch.Generator().manual_seed(5)
    first, second = (torch.cat(list(batches(50, 8, one))) for _ in range(2))
    again = torch.cat(list(batches(50, 8, same)))
    assert torch.equal(first, again)
    assert not torch.equal(first, second)


# An epoch


def plain_epoch(module: nn.Module, part: Part, recipe: Recipe, seed: int) -> tuple[float, float]:
    """Train one epoch the way a PyTorch tutorial does, with cross-entropy and label smoothing by their formulas."""
    images, labels = entering(part), part.labels
    generator = torch.Generator().manual_seed(seed)
    decay = [{"params": [p], "weight_decay": recipe.weight_decay if p.ndim > 1 else 0.0} for p in module.parameters()]
    optimizer = torch.optim.AdamW(decay, lr=recipe.learning_rate)
    steps = recipe.epochs * 3
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps=steps, pct_start=recipe.warm_up
    )
    module.train()
    order = torch.randperm(11, generator=generator)
    loss_sum, right = 0.0, 0
    for chosen in (order[:4], order[4:8], order[8:]):
        logits = module(images[chosen])
        wanted = torch.nn.functional.one_hot(labels[chosen], 3) * (1 - recipe.label_smoothing)
        wanted = wanted + recipe.label_smoothing / 3
        losses = -(wanted * torch.log_softmax(logits, 1)).sum(1)
        optimizer.zero_grad()
        losses.mean().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        loss_sum += losses.sum().item()
        right += int((logits.argmax(1) == labels[chosen]).sum())
    return loss_sum / 11, right / 11


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_an_epoch_is_that_of_plain_pytorch(part: Part, smoothing: float) -> None:
    """Loss, accuracy and every weight after an epoch equal those of the loop written out."""
    recipe = Recipe(
        epochs=2, batch_size=4, learning_rate=0.05, weight_decay=0.1, warm_up=0.5, label_smoothing=smoothing
    )
    ours, theirs = network(), network()
    figures = train_epoch(learner_for(ours, recipe, pictures=11, seed=7), part, after_batch=nothing)
    assert figures == pytest.approx(plain_epoch(theirs, part, recipe, 7), abs=1e-5)
    for name, tensor in theirs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], tensor, msg=f"{name} differs")
    assert not torch.equal(
        ours.state_dict()["0.weight"], network().state_dict()["0.weight"]
    )  # else nothing was trained


def test_an_epoch_after_an_evaluation_trains_again(part: Part) -> None:
    """Evaluation leaves the network in evaluation mode; the next epoch still goes by its batches' own statistics."""
    evaluated, fresh = network(), network()
    evaluate(evaluated, part)
    for module in (evaluated, fresh):
        train_epoch(learner_for(module, Recipe(batch_size=4), pictures=11, seed=0), part, after_batch=nothing)
    for name, tensor in fresh.state_dict().items():
        assert torch.equal(evaluated.state_dict()[name], tensor), name


def test_every_batch_is_told(part: Part) -> None:
    """After each batch its number of pictures is said."""
    counts: list[int] = []
    train_epoch(learner_for(network(), Recipe(batch_size=4), pictures=11, seed=0), part, after_batch=counts.append)
    assert counts == [4, 4, 3]


def test_training_pictures_are_moved_and_the_data_stay(part: Part, pictures: Tensor) -> None:
    """With augmentation the epoch's loss differs from that without, and the pictures of the data set do not change."""
    before = pictures.clone()
    still, moved = (
        train_epoch(learner_for(network(), Recipe(batch_size=4, rotate=r), pictures=11, seed=0), part,
        after_batch=nothing) for r in (0.0, 90.0)
    )  # fmt: skip
    assert still[0] != moved[0]
    assert torch.equal(pictures, before)


# The optimiser and its schedule


def learned_rates(recipe: Recipe, part: Part) -> list[float]:
    """Train all epochs and give the learning rate that each step was made with."""
    learner = learner_for(network(), recipe, pictures=len(part), seed=0)
    rates: list[float] = []

    def before(optimizer: torch.optim.Optimizer, *_: Any) -> None:
        rates.append(optimizer.param_groups[0]["lr"])

    learner.optimizer.register_step_pre_hook(before)
    for _ in range(recipe.epochs):
        train_epoch(learner, part, after_batch=nothing)
    return rates


def test_one_cycle_spans_exactly_all_steps(part: Part) -> None:
    """From a 25th of the rate up to it at the end of the warm-up, and down to nearly nothing in the very last step."""
    rates = learned_rates(Recipe(epochs=4, batch_size=4, learning_rate=0.05, warm_up=0.25), part)
    assert len(rates) == 4 * 3
    assert rates[0] == pytest.approx(0.05 / 25)
    assert max(range(12), key=lambda step: rates[step]) == 2  # a quarter of twelve steps: 0, 1, 2
    assert rates[2] == pytest.approx(0.05)
    assert rates[-1] == pytest.approx(0.05 / 25 / 1e4)
    assert rates[2:] == sorted(rates[2:], reverse=True)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 4, 6, 11, 100])
@pytest.mark.parametrize("warm_up", [0.1, 0.2, 0.25, 1 / 3, 0.5, 0.9])
@pytest.mark.filterwarnings("ignore:Detected call of `lr_scheduler")
def test_a_schedule_fits_however_few_steps_there_are(batch_size: int, warm_up: float) -> None:
    """A warm-up of exactly one step, as 0.2 of five is, divides by nothing; all steps can be made."""
    recipe = Recipe(epochs=1, batch_size=batch_size, warm_up=warm_up)
    learner = learner_for(network(), recipe, pictures=11, seed=0)
    for _ in range(-(-11 // batch_size)):
        assert 0 < learner.optimizer.param_groups[0]["lr"] <= recipe.learning_rate
        learner.schedule.step()


def test_weight_decay_spares_biases_and_norms() -> None:
    """Where no gradient pulls, kernels and matrices shrink by 1 - rate · decay, biases and norms stay."""
    module = network()
    recipe = Recipe(epochs=1, batch_size=4, learning_rate=0.1, weight_decay=0.5)
    learner = learner_for(module, recipe, pictures=11, seed=0)
    nn.init.constant_(module.get_parameter("4.bias"), 2.0)
    before = {name: p.detach().clone() for name, p in module.named_parameters()}
    for parameter in module.parameters():
        parameter.grad = torch.zeros_like(parameter)
    rate = learner.optimizer.param_groups[0]["lr"]
    learner.optimizer.step()
    after = dict(module.named_parameters())
    for name in ("0.weight", "4.weight"):
        torch.testing.assert_close(after[name], before[name] * (1 - rate * 0.5))
    for name in ("0.bias", "2.weight", "2.bias", "4.bias"):
        assert torch.equal(after[name], before[name])


def test_every_parameter_is_trained_once() -> None:
    """The optimiser's groups hold all parameters of the module, none twice."""
    module = network()
    learner: Learner = learner_for(module, Recipe(), pictures=11, seed=0)
    held = [id(parameter) for group in learner.optimizer.param_groups for parameter in group["params"]]
    assert sorted(held) == sorted(id(parameter) for parameter in module.parameters())


# Evaluation


def test_evaluation_is_the_formula(part: Part) -> None:
    """Logits, mean cross-entropy and accuracy are those written out, whatever the size of the batches."""
    module = network().eval()
    with torch.no_grad():
        expected: Tensor = module(entering(part))
    loss = -torch.log_softmax(expected, 1)[torch.arange(11), part.labels].mean()
    accuracy = sum(int(expected[i].argmax()) == int(part.labels[i]) for i in range(11)) / 11
    for batch_size in (1, 3, 11, 512):
        logits, our_loss, our_accuracy = evaluate(module, part, batch_size=batch_size)
        torch.testing.assert_close(logits, expected, rtol=0, atol=1e-5)
        assert our_loss == pytest.approx(loss.item(), abs=1e-6)
        assert our_accuracy == pytest.approx(accuracy, abs=1e-6)
    assert 0 < accuracy < 1  # else accuracy tested nothing


def test_evaluation_uses_running_statistics_and_keeps_them(part: Part) -> None:
    """A network left in training mode is evaluated in evaluation mode, and nothing in it moves."""
    module = network().train()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    in_training_mode = evaluate(module, part)[0]
    for name, tensor in module.state_dict().items():
        assert torch.equal(tensor, before[name]), name
    torch.testing.assert_close(in_training_mode, evaluate(network().eval(), part)[0])
