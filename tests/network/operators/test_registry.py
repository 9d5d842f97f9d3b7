"""Names of torch's functions, and what is said of those nobody registered."""

import operator
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from convscope.network.operators import describe, operator_name
from convscope.network.operators.registry import DESCRIBERS, DROPOUTS, POINTWISE


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (torch.Tensor.add_, "add"),
        (torch.Tensor.__radd__, "add"),
        (torch.Tensor.__iadd__, "add"),
        (torch.Tensor.__rsub__, "sub"),
        (torch.Tensor.__matmul__, "matmul"),
        (torch.relu_, "relu"),
        (torch.conv2d, "conv2d"),
        (F.max_pool2d, "max_pool2d"),
        (F.adaptive_max_pool3d, "adaptive_max_pool3d"),
        (torch.Tensor.__getitem__, "getitem"),
        (vars(torch._C.TensorBase)["mT"].__get__, "mT"),
    ],
)
def test_names_are_torchs_own(function: Any, name: str) -> None:
    """A function, a method, an operator and their in-place forms bear torch's one name."""
    assert operator_name(function) == name


def test_an_unregistered_name_is_unknown_and_counted() -> None:
    """Of a name nobody knows the reach is unknown, and its MACs are left to be counted."""
    operation = describe("cumsum", (torch.zeros(1, 2, 3, 4), 1), {})
    assert (operation.reads, operation.macs) == ((), None)


def test_a_strange_call_of_a_known_name_is_unknown() -> None:
    """A calling form the describer does not understand is not guessed at."""
    assert describe("conv2d", ("not a tensor",), {}).reads == ()


@pytest.mark.parametrize(
    "name", ["conv2d", "linear", "max_pool1d", "batch_norm", "pad", "cat", "softmax", "mean", "flatten"]
)
def test_what_networks_are_made_of_is_registered(name: str) -> None:
    """The operators of ordinary networks have describers."""
    assert name in DESCRIBERS


UNARY = """
abs celu clamp_min clip clone cos dropout elu erf exp expm1 gelu hardshrink hardsigmoid hardswish hardtanh leaky_relu
log log1p logsigmoid mish neg pow reciprocal relu relu6 rrelu rsqrt selu sigmoid silu sin softplus
softshrink softsign sqrt square tanh tanhshrink threshold
""".split()  # noqa: SIM905


@pytest.mark.parametrize("name", UNARY)
def test_pointwise_operators_do_not_mix_places(name: str) -> None:
    """Each of these is registered as pointwise, and has a gradient at no place but its own."""
    line = torch.full((1, 2, 5), 0.3, dtype=torch.float64, requires_grad=True)
    more = {"threshold": (0.1, 0.0), "pow": (2,), "clamp_min": (0.1,), "clip": (0.1,)}
    (getattr(F, name, None) or getattr(torch, name))(line, *more.get(name, ()))[0, 0, 2].backward()
    assert name in {*POINTWISE, *DROPOUTS}
    assert line.grad is not None
    assert set(line.grad.nonzero()[:, 2].tolist()) <= {2}


BINARY = ("add", "sub", "mul", "div", "maximum", "minimum", "true_divide", "multiply", "subtract")


@pytest.mark.parametrize("name", BINARY)
def test_pointwise_operators_of_two_do_not_mix_places(name: str) -> None:
    """Sums, products and the like of two maps have gradients at their own place only, in both."""
    one, two = (torch.full((1, 1, 5), value, requires_grad=True) for value in (0.3, 0.4))
    getattr(torch, name)(one, two)[0, 0, 2].backward()
    assert name in POINTWISE
    for line in (one, two):
        if line.grad is not None:
            assert set(line.grad.nonzero()[:, 2].tolist()) <= {2}


def test_python_operators_are_torchs() -> None:
    """The names Python's operators arrive under are registered as well."""
    for function in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.neg):
        assert function.__name__ in POINTWISE
