"""ReLUs that are written out of other functions."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from convscope.look.rectifying import Rectifying


@pytest.mark.parametrize(
    "other",
    [
        lambda x: torch.maximum(x, torch.tensor([0.0, 1.0, 0.0, 0.0])),
        lambda x: torch.maximum(x, torch.zeros(4, requires_grad=True)),
        lambda x: x * (x > 1),
        lambda x: x * (x.flip(0) > 0),
        lambda x: torch.where(x > 0, x, 0.1 * x),
        lambda x: torch.maximum(x, torch.zeros(3, 4)),
        lambda x: (x + 1) * (x > 0),
        lambda x: x * (x > 0).double(),
        lambda x: x.masked_fill(x < 0, 1.0),
        lambda x: x.masked_fill(x > 0, 0.0),
        lambda x: x.masked_fill(x.flip(0) < 0, 0.0),
        lambda x: (x > 0).float().mul_(x),
    ],
)
def test_what_only_looks_like_one_has_its_gradient(other: Callable[[Tensor], Tensor]) -> None:
    """Another bound, another mask, a leak, another shape: counted as none, and its plain gradient."""
    given = torch.tensor([-2.0, -1.0, 1.0, 2.0], requires_grad=True)
    with Rectifying("guided") as rectifying:
        output = other(given)
    (found,) = torch.autograd.grad(output.sum() - 2 * output.square().sum(), given)
    plain = other(given)
    (expected,) = torch.autograd.grad(plain.sum() - 2 * plain.square().sum(), given)
    assert rectifying.count == 0 and torch.equal(found, expected)


def test_a_mask_of_a_tensor_that_was_changed_is_no_mask_of_it() -> None:
    """Written into between, what is multiplied is not what the mask was made of."""
    given = torch.tensor([-2.0, 1.0])
    with Rectifying("guided") as rectifying:
        mask = given > 0
        given.neg_()
        output = given * mask
    assert rectifying.count == 0 and output.tolist() == [0.0, -1.0]
