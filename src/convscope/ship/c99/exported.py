"""The graph that torch.export gives, with the layer and the line of every call."""

from __future__ import annotations

import copy
import re
import warnings
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx

from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.network.sites import is_machinery
from convscope.ship.c99.steps import Place

FRAME = re.compile(r'File "([^"]+)", line (\d+)')
VIEWS = ("view", "reshape", "flatten", "permute", "transpose", "slice", "select", "split", "chunk", "getitem", "alias",
         "squeeze", "unsqueeze", "expand", "narrow", "detach", "unflatten", "unbind", "contiguous")  # fmt: skip


@dataclass(frozen=True)
class Exported:
    """Calls in order, weights and constants by the node that stands for them, the input and the answer."""

    calls: tuple[fx.Node, ...]
    tensors: dict[fx.Node, Tensor]
    picture: fx.Node
    answer: fx.Node


def exported(model: Model) -> Exported:
    """Export at the network's size and a batch of 1.

    Raises `ConvscopeError` where there is no fixed graph, or several answers.
    """
    module = copy.deepcopy(model.module).cpu().eval()
    example = torch.zeros((1, *model.contract.input_shape))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            program = torch.export.export(module, (example,), strict=False)
            if any(_writes_into_a_view(node) for node in program.graph.nodes):
                program = program.run_decompositions({})
        except Exception as error:  # the exporter raises of every kind
            said = f"{type(error).__name__}: {error}".strip().partition("\n")[0]
            raise ConvscopeError(f"{model.spelling} cannot be exported: {said}") from error
    signature = program.graph_signature
    held: dict[str, Any] = {**program.state_dict, **program.constants}
    named = {
        **signature.inputs_to_parameters,
        **signature.inputs_to_buffers,
        **signature.inputs_to_lifted_tensor_constants,
    }
    nodes = list(program.graph.nodes)
    tensors = {node: held[named[node.name]] for node in nodes if node.op == "placeholder" and node.name in named}
    (picture,) = (node for node in nodes if node.name in signature.user_inputs)
    answers = [node for node in nodes if node.name in signature.user_outputs]
    if len(answers) != 1:
        raise ConvscopeError(
            f"{model.spelling} answers with {len(answers)} tensors, and a shipped file gives one",
            fix="ship a module that returns only the scores",
        )
    return Exported(tuple(node for node in nodes if node.op == "call_function"), tensors, picture, answers[0])


def place_of(node: fx.Node) -> Place:
    """Name the layer, the operator and the innermost line of the user's that called it."""
    stack = list((node.meta.get("nn_module_stack") or {}).values())
    layer = stack[-1][0] if stack else ""
    frames = FRAME.findall(node.meta.get("stack_trace") or "")
    own = [frame for frame in frames if not is_machinery(frame[0])]
    source = ":".join(own[-1]) if own else ""
    return Place(layer, operator_of(node), source)


def operator_of(node: fx.Node) -> str:
    """Give the operator's name without its overload: aten.conv2d."""
    target = node.target
    if isinstance(target, torch._ops.OpOverload):
        return str(target).rpartition(".")[0]
    return str(getattr(target, "__name__", target))


def _writes_into_a_view(node: fx.Node) -> bool:
    """Whether a call writes into a tensor that others see: such graphs are first made free of writing."""
    if node.op != "call_function" or not operator_of(node).endswith("_") or not isinstance(node.args[0], fx.Node):
        return False
    written = node.args[0]
    plain = operator_of(written).removeprefix("aten.")
    return plain in VIEWS or any(
        operator_of(user).removeprefix("aten.") in VIEWS for user in written.users if user < node
    )
