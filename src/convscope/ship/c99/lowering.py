"""From the exported graph to steps: an operator a function, found by its name; constants are worked out here."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, fx

from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.ship.c99.exported import Exported, exported, operator_of, place_of
from convscope.ship.c99.program import Builder, CannotShip, Program
from convscope.ship.c99.steps import Place, Scale
from convscope.ship.c99.values import Value

Lowering = Callable[..., Any]
Lowered = TypeVar("Lowered", bound=Lowering)
KNOWN: dict[str, Lowering] = {}
MOST_NAMED = 8


def lowers(*names: str) -> Callable[[Lowered], Lowered]:
    """Enrol a function for operators, named without ``aten.``.

    It takes the builder, the operator's first argument, and the others by the schema's names.
    """

    def enrol(function: Lowered) -> Lowered:
        for name in names:
            KNOWN[name] = function
        return function

    return enrol


def lowered(model: Model) -> Program:
    """Read a model into a program: the picture's bytes enter, scaled as the contract says.

    Raises `ConvscopeError` that names, by layer and line, every operator that cannot be shipped.
    """
    from convscope.ship.c99 import operators  # noqa: F401  they enrol themselves

    graph = exported(model)
    _refuse(graph, model)
    builder = Builder()
    picture = builder.new((1, *model.contract.input_shape))
    contract = model.contract
    scale = tuple(1 / (255 * std) for std in contract.std)
    shift = tuple(-mean / std for mean, std in zip(contract.mean, contract.std, strict=True))
    channels = contract.channels
    spread = (tuple(numbers * (channels if len(numbers) == 1 else 1)) for numbers in (scale, shift))
    builder.emit(Scale((), picture, Place("", "the picture", ""), *spread))
    known: dict[fx.Node, Any] = {graph.picture: picture, **graph.tensors}
    for node in graph.calls:
        known[node] = _called(node, known, builder)
        if operator_of(node).endswith("_") and isinstance(node.args[0], fx.Node):
            known[node.args[0]] = known[node]  # written in place: whoever reads it later sees what was written
    answer = known[graph.answer]
    if not isinstance(answer, Value):
        raise ConvscopeError(f"{model.spelling} answers the same whatever picture it is given")
    builder.place = Place("", "the answer", "")
    flat = builder.flat(answer)  # before the steps are taken: it may be one
    return Program(tuple(builder.steps), flat)


def _refuse(graph: Exported, model: Model) -> None:
    """Name what no kernel does, before anything else; what only constants enter is worked out and needs none."""
    constant = set(graph.tensors)
    missing = []
    for node in graph.calls:
        if all(entering in constant for entering in node.all_input_nodes):
            constant.add(node)
        elif _bare(node) not in KNOWN and _bare(node) != "getitem":
            missing.append(str(place_of(node)))
    if missing:
        named = "; ".join(missing[:MOST_NAMED])
        more = f"; and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        raise ConvscopeError(
            f"{model.spelling} has operators that cannot be shipped as C: {named}{more}",
            fix="convscope ship --to onnx takes more; nothing was written",
        )


def _called(node: fx.Node, known: dict[fx.Node, Any], builder: Builder) -> Any:
    arguments: Any = fx.map_arg(node.args, known.__getitem__)
    keywords: Any = fx.map_arg(node.kwargs, known.__getitem__)
    builder.place = place_of(node)
    if _bare(node) == "getitem":
        return arguments[0][arguments[1]]
    assert isinstance(node.target, torch._ops.OpOverload)
    if not any(isinstance(known[entering], (Value, list, tuple)) for entering in node.all_input_nodes):
        with torch.no_grad():
            return node.target(*arguments, **keywords)
    named = bound(node.target, arguments, keywords)
    first = named.pop(next(iter(named)))
    try:
        return KNOWN[_bare(node)](builder, first, **named)
    except CannotShip as error:
        raise ConvscopeError(
            f"{builder.place} cannot be shipped as C: {error}", fix="convscope ship --to onnx takes more"
        ) from error


def bound(target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
    """Give every argument by the name that the operator's schema has for it, defaults too."""
    named = {}
    for number, argument in enumerate(target._schema.arguments):
        if number < len(arguments):
            named[argument.name] = arguments[number]
        else:
            named[argument.name] = keywords.get(argument.name, argument.default_value)
    return named


def numbers_of(tensor: Tensor | Value | None) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Take a constant's numbers; `CannotShip` where it is worked out from the picture."""
    if not isinstance(tensor, Tensor):
        raise CannotShip("its weight is computed from the picture")
    return tensor.detach().to(torch.float32).numpy()


def taken(builder: Builder, operand: Any) -> Value:
    """Take an operand: a value, a constant tensor, or a number."""
    if isinstance(operand, Value):
        return operand
    if isinstance(operand, Tensor):
        if operand.is_complex():
            raise CannotShip("it has complex numbers")
        return builder.constant(numbers_of(operand))
    return builder.constant(np.array(float(operand), np.float32).reshape(()))


def pair(numbers: Any, default: int | None = None) -> tuple[int, int]:
    """Read one number, two, or none at all (torch's empty stride)."""
    if isinstance(numbers, int):
        return numbers, numbers
    if not numbers and default is not None:
        return default, default
    return int(numbers[0]), int(numbers[-1])


def map_size(value: Value) -> tuple[int, int]:
    """Give height and width; `CannotShip` for what is not one picture's maps."""
    if len(value.shape) != 4 or value.shape[0] != 1:
        raise CannotShip(f"it works on {value.shape}, and only maps (1, channels, height, width) are known")
    return value.shape[2], value.shape[3]


def axis_of(axis: int, value: Value) -> int:
    """Count an axis from the front."""
    return axis % max(len(value.shape), 1)


def count(shape: tuple[int, ...]) -> int:
    """How many numbers a shape has."""
    return prod(shape)


def _bare(node: fx.Node) -> str:
    return operator_of(node).removeprefix("aten.").rstrip("_")
