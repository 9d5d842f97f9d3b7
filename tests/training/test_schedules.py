"""Learning rates over the steps, against PyTorch's and against the formulas written out."""

from math import cos, pi
from typing import Any

import pytest
import torch
from torch import nn

from convscope.training.schedules import Schedule, ScheduleName, constant, cosine, linear, one_cycle


def optimizer(kind: str = "sgd", rate: float = 0.5) -> torch.optim.Optimizer:
    weights = [nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(3))]
    groups: list[dict[str, Any]] = [{"params": weights[:1]}, {"params": weights[1:], "lr": rate / 10}]
    if kind == "adamw":
        return torch.optim.AdamW(groups, lr=rate)
    return torch.optim.SGD(groups, lr=rate, momentum=0.9, nesterov=True)


@pytest.mark.parametrize("kind", ["sgd", "adamw"])
@pytest.mark.parametrize(("steps", "warm_up"), [(12, 0.25), (100, 0.2), (7, 0.5), (40, 0.3), (3, 0.1)])
@pytest.mark.filterwarnings("ignore:Detected call of `lr_scheduler")
def test_one_cycle_is_torchs(kind: str, steps: int, warm_up: float) -> None:
    """Rates of every group and momentum equal OneCycleLR's at every step, in double precision."""
    ours, theirs = optimizer(kind), optimizer(kind)
    schedule = Schedule(ours, steps, name="one-cycle", warm_up=warm_up)
    reference = torch.optim.lr_scheduler.OneCycleLR(theirs, [0.5, 0.05], total_steps=steps, pct_start=warm_up)
    for step in range(steps):
        for mine, other in zip(ours.param_groups, theirs.param_groups, strict=True):
            assert mine["lr"] == pytest.approx(other["lr"], rel=1e-12)
            momentum = [group["betas"][0] if kind == "adamw" else group["momentum"] for group in (mine, other)]
            assert momentum[0] == pytest.approx(momentum[1], rel=1e-12)
        schedule.step()
        if step < steps - 1:
            reference.step()


@pytest.mark.parametrize("steps", range(1, 14))
@pytest.mark.parametrize("warm_up", [0.0, 0.1, 0.2, 0.25, 1 / 3, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", ["one-cycle", "cosine", "linear", "constant"])
def test_a_schedule_fits_however_few_steps_there_are(name: ScheduleName, steps: int, warm_up: float) -> None:
    """No number of steps divides by nothing, every rate but the last is above 0, and none is above the recipe's."""
    moved = optimizer()
    schedule = Schedule(moved, steps, name=name, warm_up=warm_up)
    rates = []
    for _ in range(steps):
        rates.append(moved.param_groups[0]["lr"])
        schedule.step()
    assert all(0 < rate <= 0.5 for rate in rates[:-1]) and 0 <= rates[-1] <= 0.5


def test_cosine_is_torchs_after_the_warm_up() -> None:
    """Without warm-up it is CosineAnnealingLR's over one step less, which ends at the floor in the last step."""
    weights = [nn.Parameter(torch.zeros(1))]
    theirs = torch.optim.SGD(weights, lr=1.0)
    reference = torch.optim.lr_scheduler.CosineAnnealingLR(theirs, 19, eta_min=0.1)
    for step in range(20):
        assert cosine(step, 20, 0.0, 0.1) == pytest.approx(theirs.param_groups[0]["lr"], rel=1e-9)
        theirs.step()
        reference.step()


def test_cosine_and_linear_are_their_formulas() -> None:
    """Four of twenty steps rise by quarters; the other sixteen fall from 1 to the floor, both ends included."""
    for step in range(20):
        t = (step - 4) / 15
        rising = (step + 1) / 4
        assert cosine(step, 20, 0.2, 0.1) == pytest.approx(rising if step < 4 else 0.1 + 0.9 * (1 + cos(pi * t)) / 2)
        assert linear(step, 20, 0.2, 0.1) == pytest.approx(rising if step < 4 else 1 - 0.9 * t)
        assert constant(step, 20, 0.2) == (rising if step < 4 else 1)


def test_linear_is_torchs() -> None:
    """Without warm-up it is LinearLR's from 1 to the floor."""
    theirs = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    reference = torch.optim.lr_scheduler.LinearLR(theirs, 1.0, 0.05, total_iters=9)
    for step in range(10):
        assert linear(step, 10, 0.0, 0.05) == pytest.approx(theirs.param_groups[0]["lr"], rel=1e-9)
        theirs.step()
        reference.step()


def test_one_cycle_ends_as_it_says() -> None:
    """A 25th of the rate first, all of it at the warm-up's end, a 250,000th last, falling all the way."""
    shares = [one_cycle(step, 12, 0.25) for step in range(12)]
    assert shares[0] == pytest.approx(1 / 25) and shares[2] == 1 and shares[-1] == pytest.approx(1 / 250_000)
    assert shares[2:] == sorted(shares[2:], reverse=True)


@pytest.mark.parametrize("name", ["one-cycle", "cosine", "linear", "constant"])
def test_a_schedule_goes_on_exactly(name: ScheduleName) -> None:
    """Stopped after five steps and loaded into a new one, with the optimiser's state, all rates are the same bits."""
    whole, first = optimizer("adamw"), optimizer("adamw")
    through, begun = (Schedule(one, 12, name=name, warm_up=0.25, floor=0.1) for one in (whole, first))
    for _ in range(5):
        through.step()
        begun.step()
    resumed = optimizer("adamw")
    again = Schedule(resumed, 12, name=name, warm_up=0.25, floor=0.1)
    resumed.load_state_dict(first.state_dict())
    again.load_state_dict(begun.state_dict())
    for _ in range(7):
        for one, other in zip(whole.param_groups, resumed.param_groups, strict=True):
            assert one["lr"] == other["lr"] and one["betas"] == other["betas"]
        through.step()
        again.step()


def test_one_cycle_leaves_muons_momentum_and_none_where_it_is() -> None:
    """The momentum of Muon's group and a momentum of 0 stay."""
    moved = torch.optim.SGD(
        [{"params": [nn.Parameter(torch.zeros(1))], "momentum": 0.6, "muon": True},
         {"params": [nn.Parameter(torch.zeros(1))], "momentum": 0.0}], lr=0.1,
    )  # fmt: skip
    schedule = Schedule(moved, 10, name="one-cycle", warm_up=0.2)
    for _ in range(9):
        assert [group["momentum"] for group in moved.param_groups] == [0.6, 0.0]
        schedule.step()
