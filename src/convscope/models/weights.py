"""Weights from a file into a module, or a word on why they do not belong together. Nothing is unpickled.

``.safetensors`` is read as it is; anything else by `torch.load` with ``weights_only=True``, which runs no code.
"""

from __future__ import annotations

import pickle
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from convscope.errors import WrongWeights

NESTED = ("state_dict", "model", "model_state_dict", "weights")  # under which trainers keep the weights
PREFIXES = ("module.", "_orig_mod.", "model.", "net.")  # of DDP, torch.compile, Lightning
SHOWN = 4


def read_weights(path: str | Path) -> dict[str, Tensor]:
    """Read a state dict; `WrongWeights` where the file is none, is broken, or could only be unpickled."""
    path = Path(path)
    if not path.is_file():
        raise WrongWeights(f"there is no file {path}", fix="give a state dict as .safetensors or .pt")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of an old pickle protocol, before it is refused or read
            loaded = load_file(path) if path.suffix == ".safetensors" else torch.load(path, "cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise WrongWeights(
            f"{path} holds more than weights and would have to be unpickled, which can run code; it was not opened",
            fix="save the weights alone: torch.save(model.state_dict(), path), or safetensors",
        ) from error
    except (SafetensorError, RuntimeError, EOFError, OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        said = str(error).partition("\n")[0]
        raise WrongWeights(f"{path} is not a file of weights, or not whole: {said}") from error
    for key in NESTED:
        if isinstance(loaded, Mapping) and isinstance(loaded.get(key), Mapping):
            loaded = loaded[key]
    if not isinstance(loaded, Mapping) or not loaded or not all(isinstance(value, Tensor) for value in loaded.values()):
        raise WrongWeights(f"{path} holds no state dict", fix="save one: torch.save(model.state_dict(), path)")
    return {str(name): tensor for name, tensor in loaded.items()}


def apply_weights(module: nn.Module, weights: Mapping[str, Tensor], *, source: str, target: str) -> None:
    """Load weights into a module, all of them or none.

    Prefixes that wrappers put before every name are taken off where the names fit without them. Names that are missing,
    that are left over, and shapes that differ are listed in `WrongWeights`.
    """
    own = {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}
    given = _unwrapped(weights, set(own))
    shapes = {name: tuple(tensor.shape) for name, tensor in given.items()}
    different = [
        f"{name} {shapes[name]} for {own[name]}" for name in own if name in shapes and shapes[name] != own[name]
    ]
    missing = [name for name in own if name not in shapes and not name.endswith("num_batches_tracked")]
    extra = [name for name in shapes if name not in own]
    if different and not missing and not extra and _only_classes(own, shapes):
        raise WrongWeights(
            f"the weights in {source} are of another number of classes than {target}: {different[0]}",
            fix="build it with as many: --classes with their names; a network of your own by its argument",
        )
    if different or missing or extra:
        told = [_told("missing", missing), _told("left over", extra), _told("of another shape", different)]
        raise WrongWeights(
            f"the weights in {source} are not those of {target}: {'; '.join(part for part in told if part)}",
            fix="name the network they were trained with",
        )
    module.load_state_dict(given, strict=False)


def apply_all_but_classes(module: nn.Module, weights: Mapping[str, Tensor], *, source: str, target: str) -> bool:
    """Load weights into a module for other classes, too: layers that differ in the number of outputs alone stay fresh.

    Gives whether any does. Such are the last layer, and those beside it in networks with auxiliary answers, at most
    three. Anything else that does not fit is `WrongWeights`.
    """
    own = {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}
    given = _unwrapped(weights, set(own))
    different = [name for name in own if name in given and tuple(given[name].shape) != own[name]]
    layers = {name.rpartition(".")[0] for name in different}
    ends = [all(own[name][1:] == tuple(given[name].shape)[1:] for name in different), 0 < len(layers) <= 3]
    if all(ends) and len({(len(given[name]), own[name][0]) for name in different}) == 1:
        given = {name: module.state_dict()[name] if name in different else tensor for name, tensor in given.items()}
        apply_weights(module, given, source=source, target=target)
        return True
    apply_weights(module, given, source=source, target=target)
    return False


def _unwrapped(weights: Mapping[str, Tensor], own: set[str]) -> dict[str, Tensor]:
    given = dict(weights)
    while not own & set(given):
        prefix = next((prefix for prefix in PREFIXES if all(name.startswith(prefix) for name in given)), None)
        if prefix is None:
            return dict(weights)
        given = {name.removeprefix(prefix): tensor for name, tensor in given.items()}
    return given


def _only_classes(own: Mapping[str, tuple[int, ...]], given: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether what differs is the first axis of one layer, the last: its weight and its bias."""
    different = [name for name in own if own[name] != given[name]]
    return len({name.rpartition(".")[0] for name in different}) == 1 and all(
        own[name][1:] == given[name][1:] for name in different
    )


def _told(what: str, names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{what}: {', '.join(names[:SHOWN])}{more}"
