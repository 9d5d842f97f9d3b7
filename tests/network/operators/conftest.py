"""The proof that every describer's test shares: what it says is read is where gradients are not zero."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from convscope.network.description import Arrival
from convscope.network.operators import Operation
from convscope.network.regions import at, backwards

Proof = Callable[..., Operation]


@pytest.fixture
def proven() -> Proof:
    """Compare a description with gradients: ``proven(describer, function, tensors, *others, **options)``.

    Every position of every output is taken in turn, and of every tensor every position, channels and batch too.
    """

    def prove(
        describer: Callable[..., Operation], function: Callable[..., Any], tensors: Any, *others: Any, **options: Any
    ) -> Operation:
        torch.manual_seed(0)
        listed = isinstance(tensors, list)
        real = [
            t.double() * 0 + torch.rand(t.shape, dtype=torch.float64) + 0.5 for t in (tensors if listed else [tensors])
        ]
        for tensor in real:
            tensor.requires_grad_()
        args = (real, *others) if listed else (real[0], *others)
        operation = describer(args, options)
        outputs = function(*args, **options)
        compare(operation, real, outputs)
        return operation

    def compare(operation: Operation, real: list[Tensor], outputs: Any) -> None:
        several = [outputs] if isinstance(outputs, Tensor) else list(outputs)
        parts = operation.parts or (None,) * len(several)
        for output, part in zip(several, parts, strict=True):
            if not output.is_floating_point():
                continue
            for position in np.ndindex(*output.shape):
                gradients = torch.autograd.grad(output[position], real, retain_graph=True, allow_unused=True)
                for tensor, gradient in zip(real, gradients, strict=True):
                    said = described(operation, tensor, tuple(output.shape), position, part)
                    there = torch.zeros_like(tensor) if gradient is None else gradient
                    np.testing.assert_array_equal(said, (there != 0).numpy(), err_msg=f"output {position}")

    def described(operation: Operation, tensor: Tensor, shape: Any, position: Any, part: Any) -> Any:
        said = np.zeros(tensor.shape, dtype=bool)
        unit = at(shape, dict(enumerate(map(int, position))))
        for given, read in operation.reads:
            if given is tensor:
                assert read is not None
                if part is None:
                    region = backwards(unit, Arrival(0, tuple(tensor.shape), read), shape)
                else:  # a part is a piece of the tensor itself
                    piece = at(shape, dict(enumerate(map(int, position))))
                    region = backwards(piece, Arrival(0, shape, _kept(len(shape)), part), tuple(tensor.shape))
                assert region is not None
                said |= region.mask()
        return said

    return prove


def _kept(rank: int) -> Any:
    from convscope.network.operators.reading import in_place

    return in_place(rank)
