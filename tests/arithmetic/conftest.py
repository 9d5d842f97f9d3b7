"""What the relations are proven against: where PyTorch's gradients are not zero."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
import torch
from torch import Tensor

from convscope.arithmetic import Relation

Gradients: TypeAlias = Callable[[Callable[[Tensor], Tensor], int], Tensor]


def gradients(operation: Callable[[Tensor], Tensor], size: int) -> Tensor:
    """Differentiate each output of an operation on one line (1 × 1 × size, positive float64) by each input."""
    line = torch.rand(1, 1, size, dtype=torch.float64, generator=torch.Generator().manual_seed(size)) + 0.5
    line.requires_grad_()
    outputs = operation(line).flatten()
    if not len(outputs):
        return torch.zeros(0, size, dtype=torch.float64)
    rows = [torch.autograd.grad(output, line, retain_graph=True, allow_unused=True)[0] for output in outputs]
    return torch.stack([torch.zeros(size, dtype=torch.float64) if row is None else row[0, 0] for row in rows])


@pytest.fixture(scope="session")
def jacobian() -> Gradients:
    """Give the gradients, outputs × inputs: ``jacobian(lambda line: F.relu(line), 5)``."""
    return gradients


@pytest.fixture(scope="session")
def agrees() -> Callable[[Relation, Callable[[Tensor], Tensor], int], bool]:
    """Whether a relation's pairs are where an operation's gradients are not zero, in order and once each."""

    def check(relation: Relation, operation: Callable[[Tensor], Tensor], size: int) -> bool:
        matrix = gradients(operation, size)
        outputs, inputs = relation.pairs(size, len(matrix))
        assert outputs.dtype == inputs.dtype == "int64"
        said = list(zip(outputs.tolist(), inputs.tolist(), strict=True))
        # 1e-12: the weights themselves are above 1e-7; a float's 1e-17 in place of a zero is none
        seen = (matrix.abs() > 1e-12).nonzero().tolist()
        assert said == [tuple(pair) for pair in seen]
        return True

    return check
