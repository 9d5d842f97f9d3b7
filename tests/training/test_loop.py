"""One epoch of training, and the loss and accuracy of a part, against plain PyTorch written out."""

import pytest
import torch
from torch import Tensor, nn

from convscope.picture import InputContract
from convscope.training import Recipe, muon
from convscope.training.backward import Backward
from convscope.training.computation import Computation, Precision
from convscope.training.learner import Learner, learner_for
from convscope.training.loop import Part, batches, evaluate, train_epoch
from convscope.training.losses import CrossEntropy

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


def learner(module: nn.Module, recipe: Recipe, seed: int = 0) -> Learner:
    loss = CrossEntropy(3, recipe.label_smoothing)
    return learner_for(module, recipe, pictures=11, seed=seed, loss=loss)


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
    figures = train_epoch(learner(ours, recipe, 7), part, after_batch=nothing)
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
        train_epoch(learner(module, Recipe(batch_size=4)), part, after_batch=nothing)
    for name, tensor in fresh.state_dict().items():
        assert torch.equal(evaluated.state_dict()[name], tensor), name


def test_every_batch_is_told(part: Part) -> None:
    """After each batch its number of pictures is said."""
    counts: list[int] = []
    train_epoch(learner(network(), Recipe(batch_size=4)), part, after_batch=counts.append)
    assert counts == [4, 4, 3]


def test_training_pictures_are_moved_and_the_data_stay(part: Part, pictures: Tensor) -> None:
    """With augmentation the epoch's loss differs from that without, and the pictures of the data set do not change."""
    before = pictures.clone()
    still, moved = (
        train_epoch(learner(network(), Recipe(batch_size=4, rotate=r)), part,
        after_batch=nothing) for r in (0.0, 90.0)
    )  # fmt: skip
    assert still[0] != moved[0]
    assert torch.equal(pictures, before)


@pytest.mark.parametrize(("precision", "kind"), [("float32", torch.float32), ("bfloat16", torch.bfloat16)])
def test_muon_multiplies_in_the_number_format_of_the_step(
    part: Part, monkeypatch: pytest.MonkeyPatch, precision: Precision, kind: torch.dtype
) -> None:
    """Its products are as those of the network are; kernels stay float32."""
    module, found, original = network(), list[torch.dtype](), muon.orthogonal

    def watched(matrices: Tensor, **how: int) -> Tensor:
        answer = original(matrices, **how)
        found.append(answer.dtype)
        return answer

    monkeypatch.setattr(muon, "orthogonal", watched)
    one = learner(module, Recipe(optimizer="muon", batch_size=11))
    train_epoch(one, part, after_batch=nothing, backward=Backward(module, one.loss, Computation(precision)))
    assert found == [kind]
    assert module[0].weight.dtype == torch.float32


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
