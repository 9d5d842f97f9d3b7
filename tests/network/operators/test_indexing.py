"""Reading and writing parts of tensors, against gradients."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from convscope.network.operators.indexing import getitem, narrow, select, setitem

X = torch.zeros(2, 3, 4, 5)
INDICES: list[Any] = [
    1, -1, slice(1, None), (slice(None), 2), (..., 1), (..., slice(None, None, 2)), (0, ..., slice(1, 3)), (None, 1),
    (slice(None), None, slice(0, 2)), (slice(None), slice(None), slice(-3, -1), 0), ..., (slice(5, None),),
]  # fmt: skip


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_reading_a_part(index: Any, proven: Callable[..., Any]) -> None:
    """Whole numbers, slices with steps and from the end, an ellipsis, new axes."""
    proven(getitem, lambda x, index: x[index], X, index)


def test_methods_that_read_a_part(proven: Callable[..., Any]) -> None:
    """``select`` and ``narrow``."""
    proven(select, torch.select, X, 1, -1)
    proven(narrow, torch.narrow, X, -1, 1, 2)


@pytest.mark.parametrize(
    "index", [[0, 1], torch.tensor([1]), (slice(None), [0]), True, torch.ones(2, dtype=torch.bool)]
)
def test_other_indices_are_not_described(index: Any) -> None:
    """Lists, tensors and truth values: nobody knows, and nothing is counted."""
    operation = getitem((X, index), {})
    assert operation.reads == () and operation.macs is not None


@pytest.mark.parametrize(
    ("index", "shape"),
    [
        (1, (3, 4, 5)), ((slice(None), 2), (2, 4, 5)), ((..., slice(1, 3)), (2, 3, 4, 2)), ((..., slice(1, 3)), (4, 1)),
        ((0, slice(1, None), 3), (2, 5)), ((..., slice(None, None, 2)), None),
    ],
)  # fmt: skip
def test_writing_a_part(index: Any, shape: Any, proven: Callable[..., Any]) -> None:
    """What is not written over stays, and what is written comes from the value, spread where it is smaller."""

    def write(tensors: list[torch.Tensor], index: Any) -> torch.Tensor:
        x = tensors[0] * 1
        x[index] = tensors[1] if len(tensors) > 1 else 0.0
        return x

    def describer(args: Any, _: Any) -> Any:
        tensors, index = args
        return setitem((tensors[0], index, tensors[1] if len(tensors) > 1 else 0.0), {})

    proven(describer, write, [X.clone(), *([] if shape is None else [torch.zeros(shape)])], index)


def test_writing_with_steps_is_not_described() -> None:
    """Of the value; the tensor itself is."""
    reads = dict(
        enumerate(read for _, read in setitem((X, (..., slice(None, None, 2)), torch.zeros(2, 3, 4, 3)), {}).reads)
    )
    assert reads[0] is not None and reads[1] is None and np.prod(X.shape) == 120
