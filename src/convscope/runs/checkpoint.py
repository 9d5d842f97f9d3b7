"""Nested states as one safetensors file: tensors as they are, all else as JSON in its header. Nothing is pickled.

JSON alone would lose what PyTorch's states are made of: dictionaries with numbers for keys, tuples, the strides of a
tensor in channels-last order. Python writes a float so that it reads back to the bit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from convscope.errors import BrokenRun, ConvscopeError
from convscope.runs.durable import atomically

FORMAT = "convscope-checkpoint-1"
PLAIN = (bool, int, float, str, type(None))


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write nested dictionaries, lists, tuples, tensors and plain values, atomically.

    >>> from tempfile import mkdtemp
    >>> place = Path(mkdtemp()) / "checkpoint.safetensors"
    >>> save_checkpoint(place, {"state": {0: {"step": torch.tensor(3.0)}}, "betas": (0.9, 0.1)})
    >>> load_checkpoint(place)
    {'state': {0: {'step': tensor(3.)}}, 'betas': (0.9, 0.1)}

    Raises `ConvscopeError` for a value of another type, which it names, and `CannotWrite` where the disk is full.
    """
    tensors: dict[str, Tensor] = {}
    tree = _packed(state, "", tensors)
    metadata = {"format": FORMAT, "tree": json.dumps(tree)}
    atomically(path, lambda beside: save_file(tensors, beside, metadata))


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read what `save_checkpoint` wrote, equal to the bit and in the same memory order, on the CPU.

    Raises `BrokenRun` where it is missing or not whole.
    """
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise BrokenRun(f"{path} is not a checkpoint of this version of convscope")
            state: dict[str, Any] = _unpacked(json.loads(metadata["tree"]), file)
            return state
    except FileNotFoundError as error:
        raise BrokenRun(f"{path.parent} has no checkpoint", fix="train it anew with --overwrite") from error
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise BrokenRun(f"{path} is not whole: {error}", fix="train it anew with --overwrite") from error


def _packed(value: Any, where: str, tensors: dict[str, Tensor]) -> Any:
    """Turn a value into JSON's types; what JSON has no word for is a list that begins with its kind."""
    if isinstance(value, Tensor):
        tensor = value.detach()
        name = str(len(tensors))
        tensors[name] = tensor.cpu().contiguous().clone()
        strides = None if tensor.is_contiguous() else list(tensor.stride())
        return ["tensor", name, strides]
    if isinstance(value, dict):
        pairs = [[_key(key, where), _packed(one, f"{where}.{key}", tensors)] for key, one in value.items()]
        return ["dict", pairs]
    if isinstance(value, (list, tuple)):
        parts = [_packed(one, f"{where}[{index}]", tensors) for index, one in enumerate(value)]
        return ["tuple" if isinstance(value, tuple) else "list", parts]
    if type(value) in PLAIN:
        return value
    raise ConvscopeError(f"a checkpoint cannot hold {where.lstrip('.')}, a {type(value).__name__}")


def _key(key: Any, where: str) -> Any:
    if type(key) not in (int, str):
        raise ConvscopeError(f"a checkpoint cannot hold {where.lstrip('.')}, whose key is a {type(key).__name__}")
    return key


def _unpacked(value: Any, file: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, held = value[0], value[1]
    if kind == "tensor":
        tensor: Tensor = file.get_tensor(held)
        if value[2] is None:
            return tensor
        strided = torch.empty_strided(tensor.shape, value[2], dtype=tensor.dtype)
        return strided.copy_(tensor)
    if kind == "dict":
        return {key: _unpacked(one, file) for key, one in held}
    parts = [_unpacked(one, file) for one in held]
    return tuple(parts) if kind == "tuple" else parts
