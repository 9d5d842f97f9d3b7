"""A model as an ONNX graph: uint8 pictures in, normalisation inside, every tensor of its answer by name."""

from __future__ import annotations

import copy
import io
import json
import logging
import re
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.model import Model, scaled, wrapped
from convscope.network import evaluating
from convscope.network.sites import is_machinery
from convscope.runtime.onnx import METADATA

OPSET = 20
LAYER = "convscope.layer"  # the key under which a node's layer stands in the file
OUR_FOLDERS = tuple(str(Path(__file__).parents[1] / name) for name in ("ship", "network", "verbs", "cli"))
FRAME = re.compile(r'File "([^"]+)", line (\d+)')


def named_answers(answer: Any) -> dict[str, Tensor]:
    """Give the tensors of an answer by name: ``scores`` for one, a dictionary's keys, else ``scores_0``, ``scores_1`` …

    >>> list(named_answers({"out": torch.zeros(1), "aux": (torch.zeros(1), torch.zeros(1))}))
    ['out', 'aux_0', 'aux_1']

    Raises `ConvscopeError` for an answer without a tensor, or with something else beside them.
    """
    if isinstance(answer, Tensor):
        return {"scores": answer}
    found: dict[str, Tensor] = {}

    def gather(value: Any, name: str) -> None:
        if isinstance(value, Tensor):
            found[name] = value
        elif isinstance(value, Mapping):
            for key, part in value.items():
                gather(part, f"{name}_{key}" if name else str(key))
        elif isinstance(value, (tuple, list)):
            for number, part in enumerate(value):
                gather(part, f"{name or 'scores'}_{number}")
        elif value is not None:
            raise ConvscopeError(
                f"it answers with a {type(value).__name__}, and a shipped file gives tensors",
                fix="ship a module that returns tensors, or a tuple, list or dict of them",
            )

    gather(answer, "")
    if not found:
        raise ConvscopeError("it answers with no tensor at all", fix="ship a module that returns its scores")
    return found


class Uint8Front(nn.Module):
    """The network behind its own normalisation: (N, height, width, channels) uint8 to the tensors of its answer."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.network = copy.deepcopy(model.module).cpu()  # the user's stays where it is
        self.contract = model.contract

    def forward(self, pictures_NHWC: Tensor) -> tuple[Tensor, ...]:
        """Scale, then run the network."""
        return tuple(named_answers(self.network(scaled(pictures_NHWC, self.contract))).values())


def torch_answers(
    model: Model, pictures_NHWC: npt.NDArray[np.uint8], *, batch: int = 64
) -> dict[str, npt.NDArray[np.float32]]:
    """Run fitted pictures through PyTorch, in evaluation mode, and give every tensor of the answer by name."""
    parts: list[dict[str, Tensor]] = []
    with evaluating(model.module, training=False), torch.inference_mode():
        for start in range(0, len(pictures_NHWC), batch):
            entering = scaled(wrapped(pictures_NHWC[start : start + batch]).to(model.device), model.contract)
            parts.append(named_answers(model.module(entering)))
        return {name: torch.cat([part[name] for part in parts]).float().cpu().numpy() for name in parts[0]}


def exported(model: Model, *, names: list[str], size: tuple[int, int] | None = None) -> Any:
    """Export a model as an ONNX proto, any batch; with ``size`` height and width are open, and that is the example's.

    Raises `ConvscopeError` that names the operator, its layer and its line where there is one that cannot be exported.
    """
    import onnx as onnx_format

    model.refuse_boxes("what can be shipped yet")
    contract = model.contract
    height, width = size or (contract.height, contract.width)
    example = torch.zeros((2, height, width, contract.channels), dtype=torch.uint8)
    axes = {0: "batch", 1: "height", 2: "width"} if size else {0: "batch"}
    with quiet():
        try:
            front = Uint8Front(model).eval()
        except Exception as error:  # a module may refuse to be copied in any way
            raise ConvscopeError(f"{model.spelling} cannot be exported to ONNX: {_bottom(error)}") from error
        try:
            program = torch.onnx.export(
                front, (example,), dynamo=True, opset_version=OPSET, input_names=["pictures"], output_names=names,
                dynamic_shapes=(axes,), verbose=False,
            )  # fmt: skip
        except Exception as error:  # the exporter raises of every kind
            told = _blamed(error, front, example) or _bottom(error)
            raise ConvscopeError(f"{model.spelling} cannot be exported to ONNX: {told}") from error
    assert program is not None
    proto = program.model_proto
    _tidy(proto.graph)
    contents = {
        "contract": contract.as_dict(),
        "classes": list(model.classes),
        "several": model.several,
        "model": model.spelling,
        "layout": "NHWC",
    }
    onnx_format.helper.set_model_props(proto, {METADATA: json.dumps(contents)})
    return proto


def _tidy(graph: Any) -> None:
    """Leave of the exporter's notes each node's layer: its stack traces tell of the maker's folders."""
    for node in graph.node:
        notes = {entry.key: entry.value for entry in node.metadata_props}
        scopes = re.findall(r"'([^']*)'", notes.get("pkg.torch.onnx.name_scopes", ""))
        weight = re.match(r"network\.(.+)\.weight", node.input[1]) if len(node.input) > 1 else None
        layer = scopes[-2].removeprefix("network").removeprefix(".") if len(scopes) > 1 else ""
        layer = weight[1] if weight else layer  # a norm that is folded lends its name, too
        del node.metadata_props[:]
        node.doc_string = ""
        if layer:
            entry = node.metadata_props.add()
            entry.key, entry.value = LAYER, layer
    for value in (*graph.value_info, *graph.input, *graph.output, *graph.initializer):
        del value.metadata_props[:]
    del graph.metadata_props[:]


def _chain(error: BaseException) -> list[BaseException]:
    chain = [error]
    while chain[-1].__cause__ is not None:
        chain.append(chain[-1].__cause__)
    return chain


def _bottom(error: BaseException) -> str:
    """Tell in one line what lies at the bottom of an exporter's error, whose own first line only counts its steps."""
    last = _chain(error)[-1]
    if isinstance(last, ConvscopeError):
        return last.problem
    return f"{type(last).__name__}: {last}".strip().partition("\n")[0].rstrip(": ")


def _blamed(error: BaseException, front: Uint8Front, example: Tensor) -> str:
    """Name the operator that could not be exported, its layer and its line; empty where it is not one operator."""
    text = "\n".join(str(one) for one in _chain(error))
    operator = re.search(r"OpOverload\(op='([\w.:]+)'", text)
    node = re.search(r"Error when translating node %(\w+)", text)
    if operator and node:
        place = _place(node[1], operator[1].rpartition(".")[2], front, example)
        return f"there is no ONNX operator for {operator[1]}{place}"
    frames = [frame for one in _chain(error) for frame in traceback.extract_tb(one.__traceback__)]
    own = [frame for frame in frames if not is_machinery(frame.filename) and not frame.filename.startswith(OUR_FOLDERS)]
    return f"{_bottom(error)}, at {own[-1].filename}:{own[-1].lineno}" if own else ""


def _place(name: str, operator: str, front: Uint8Front, example: Tensor) -> str:
    """Find a call of the exported graph, by its name, else by its operator's, and say where the user made it."""
    program = torch.export.export(front, (example,), strict=False)
    nodes = list(program.run_decompositions().graph.nodes)
    named = [node for node in nodes if node.name == name]
    if not named:
        named = [node for node in program.graph.nodes if node.op == "call_function" and operator in str(node.target)]
    if not named:
        return ""
    stack = list((named[0].meta.get("nn_module_stack") or {}).values())
    layer = stack[-1][0].removeprefix("network").removeprefix(".") if stack else ""
    frames = FRAME.findall(named[0].meta.get("stack_trace") or "")
    own = [f"{file}:{line}" for file, line in frames if not is_machinery(file) and not file.startswith(OUR_FOLDERS)]
    return (f", in layer {layer}" if layer else "") + (f", at {own[-1]}" if own else "")


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the exporter's chatter still; what goes wrong is raised."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir", "torch.export")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
