"""ReLUs by three rules, however they are called."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.look.rectifying import Rectifying, Rule

GIVEN, BACK = torch.tensor([-2.0, -1.0, 1.0, 2.0]), torch.tensor([3.0, -4.0, 5.0, -6.0])
PASSED: dict[Rule, list[float]] = {
    "gradient": [0.0, 0.0, 5.0, -6.0],
    "deconvnet": [3.0, 0.0, 5.0, 0.0],
    "guided": [0.0, 0.0, 5.0, 0.0],
}


def multiplied(x: Tensor) -> Tensor:
    return x.mul_(x > 0)


def written(x: Tensor) -> Tensor:
    x[x < 0] = 0
    return x


def filled(x: Tensor) -> Tensor:
    return x.masked_fill_(x <= 0, 0)


SPELLED: dict[str, Callable[[Tensor], Tensor]] = {
    "module": nn.ReLU(),
    "module in place": lambda x: nn.ReLU(inplace=True)(x.clone()),
    "F.relu": F.relu,
    "F.relu in place": lambda x: F.relu(x.clone(), inplace=True),
    "F.relu_": lambda x: F.relu_(x.clone()),
    "torch.relu": torch.relu,
    "method": lambda x: x.relu(),
    "method in place": lambda x: x.clone().relu_(),
    "clamp": lambda x: torch.clamp(x, min=0),
    "clamp_min": lambda x: x.clamp_min(0),
    "clamp_ in place": lambda x: x.clone().clamp_(0),
    "threshold": lambda x: F.threshold(x, 0, 0),
    "maximum": lambda x: torch.maximum(x, torch.tensor(0.0)),
    "zeros first": lambda x: torch.max(torch.zeros_like(x), x),
    "mask": lambda x: x * (x > 0),
    "mask, cast": lambda x: (x > 0).float() * x,
    "where": lambda x: torch.where(x > 0, x, 0),
    "mask in place": lambda x: multiplied(x.clone()),
    "written through a mask": lambda x: written(x.clone()),
    "masked_fill": lambda x: x.masked_fill(x < 0, 0.0),
    "masked_fill in place": lambda x: filled(x.clone()),
    "relu6": F.relu6,
    "ReLU6 in place": lambda x: nn.ReLU6(inplace=True)(x.clone()),
    "hardtanh": lambda x: F.hardtanh(x, 0, 6),
}


@pytest.mark.parametrize("rule", PASSED)
@pytest.mark.parametrize("spelling", SPELLED)
def test_every_spelling_goes_back_by_the_rule(spelling: str, rule: Rule) -> None:
    """Forward what torch does, backward what the rule says; one call is counted."""
    given = GIVEN.clone().requires_grad_()
    with Rectifying(rule) as rectifying:
        output = SPELLED[spelling](given)
    assert output.tolist() == [0.0, 0.0, 1.0, 2.0] and rectifying.count == 1
    output.backward(BACK)  # type: ignore[no-untyped-call]
    assert given.grad is not None and given.grad.tolist() == PASSED[rule]


def test_a_relu6_is_flat_above_six() -> None:
    """Guided, nothing comes back through what was cut off at 6."""
    given = torch.tensor([7.0, 5.0], requires_grad=True)
    with Rectifying("guided"):
        F.relu6(given).sum().backward()  # type: ignore[no-untyped-call]
    assert given.grad is not None and given.grad.tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "other", [F.gelu, torch.tanh, lambda x: F.leaky_relu(x, 0.1), lambda x: x.clamp(-1, 1), F.hardtanh]
)
def test_what_rectifies_nothing_has_its_gradient(other: Callable[[Tensor], Tensor]) -> None:
    """Smooth and leaky ones, and clamps elsewhere."""
    plain, ruled = GIVEN.clone().requires_grad_(), GIVEN.clone().requires_grad_()
    other(plain).backward(BACK)  # type: ignore[no-untyped-call]
    with Rectifying("deconvnet") as rectifying:
        other(ruled).backward(BACK)  # type: ignore[no-untyped-call]
    assert rectifying.count == 0 and plain.grad is not None and ruled.grad is not None
    torch.testing.assert_close(ruled.grad, plain.grad)
