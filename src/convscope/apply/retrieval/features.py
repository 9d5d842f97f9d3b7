"""What a network makes of a picture at one of its layers: one vector of length 1."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.apply.pictures.heap import kept_heap
from convscope.apply.pictures.passing import batch_for, passed
from convscope.apply.pictures.predict import MANY
from convscope.apply.pictures.quick import answers_of, quickened
from convscope.errors import ConvscopeError, UnknownName
from convscope.model import Model, answered
from convscope.network import trace
from convscope.training.head import linear_head

HEAD = ""  # no layer is named: what the last, fully connected one reads
Vectors = npt.NDArray[np.float32]
NOTHING: Vectors = np.zeros((0, 0), np.float32)


@dataclass(frozen=True)
class Seen:
    """Of the first ``done`` files that were to be looked at: a vector each that can be read, and why others cannot."""

    vectors: Vectors = field(default_factory=lambda: NOTHING)
    faults: dict[int, str] = field(default_factory=dict)
    done: int = 0


class Features(nn.Module):
    """A module that answers with a layer's output, or with what the layer reads, its places averaged."""

    def __init__(self, body: nn.Module, layer: str, *, reads: bool) -> None:
        super().__init__()
        self.body, self.layer, self.reads = body, layer, reads

    def forward(self, images_NCHW: Tensor) -> Tensor:
        """Give (N, channels)."""
        caught: list[Any] = []
        module = self.body.get_submodule(self.layer)
        handle = (
            module.register_forward_pre_hook(lambda _, inputs: caught.append(inputs[0]))
            if self.reads
            else module.register_forward_hook(lambda _, inputs, output: caught.append(output))
        )
        try:
            self.body(images_NCHW)
        finally:
            handle.remove()
        if not caught:
            raise ConvscopeError(f"the network does not use {self.layer}", fix="choose another layer")
        found = answered(caught[-1])
        return found if found.ndim < 3 else found.flatten(2).mean(2)


class Turned(nn.Module):
    """The mean of a picture's features turned by each quarter, or half where pictures are not square, each of length 1.

    Of pictures that have no up, as from above or through a microscope, the same thing turned is then near.
    """

    def __init__(self, features: Features) -> None:
        super().__init__()
        self.features = features

    def forward(self, images_NCHW: Tensor) -> Tensor:
        """Give (N, channels)."""
        quarters = range(4) if images_NCHW.shape[2] == images_NCHW.shape[3] else (0, 2)
        turned = (images_NCHW.rot90(quarter, (2, 3)) for quarter in quarters)
        means = [F.normalize(self.features(one).flatten(1), dim=1) for one in turned]
        return torch.stack(means).mean(0)


def features_at(model: Model, layer: str = HEAD) -> Features:
    """Give a module that answers with a picture's features at a layer; by default what the last linear layer reads.

    Raises `UnknownName` for a layer that is none, and `ConvscopeError` where the last layer is not fully connected.
    """
    if layer != HEAD:
        names = [name for name, _ in model.module.named_modules() if name]
        if layer not in names:
            raise UnknownName(f"layer of {model.spelling}", layer, names)
        return Features(model.module, layer, reads=False)
    network = trace(model.module, model.contract.input_shape, target=model.spelling)
    try:
        name, _ = linear_head(model.module, network)
    except ConvscopeError as error:
        raise ConvscopeError(error.problem.split(":")[0], fix="choose a layer with --layer NAME") from error
    return Features(model.module, name, reads=True)


def vectors_of(
    model: Model,
    layer: str,
    paths: Sequence[Path],
    count: Callable[[int, int], None] = lambda done, total: None,
    *,
    turned: bool = False,
) -> Seen:
    """Give the features of files, of length 1, ``turned`` by every quarter and averaged if asked.

    Ctrl-C on the way leaves those that there are.
    """
    if not paths:
        return Seen()
    features = features_at(model, layer)
    if layer == HEAD and len(paths) >= MANY:  # folding changes what lies between layers, not what the last one reads
        features = Features(quickened(model), features.layer, reads=True)
    many = max(1, min(torch.get_num_threads(), len(paths)))
    parts: list[Vectors] = []
    faults: dict[int, str] = {}
    done = 0
    batch = batch_for(model.contract, model.device.type)
    whole: nn.Module = Turned(features) if turned else features
    with kept_heap(), answers_of(model, module=whole, many=many) as answers:
        try:
            for made in passed(paths, model.fit, answers, batch=batch):
                faults.update(made.faults)
                if len(made.decoded):
                    parts.append(of_length_one(made.rows.reshape(len(made.rows), -1)))
                done = made.first + made.size
                count(done, len(paths))
        except KeyboardInterrupt:
            if not done:
                raise
    return Seen(np.concatenate(parts) if parts else NOTHING, faults, done)


def of_length_one(vectors: Vectors) -> Vectors:
    """Scale each vector to length 1, so that distance is 1 - cosine; one of nothing but zeros stays.

    >>> of_length_one(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.sqrt((vectors.astype(np.float64) ** 2).sum(1, keepdims=True))
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def weights_hash(module: nn.Module) -> str:
    """Hash a module's numbers, by which an index knows that it is still the same network."""
    hasher = hashlib.blake2b(digest_size=16)
    for name, tensor in module.state_dict().items():
        hasher.update(f"{name}{tuple(tensor.shape)}".encode())
        hasher.update(tensor.detach().cpu().contiguous().flatten().float().numpy().tobytes())
    return hasher.hexdigest()
