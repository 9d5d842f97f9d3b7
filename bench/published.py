"""What others publish of their networks against what `convscope.trace` says, for every one that says it.

Parameters and MACs: every weight set of torchvision's classification networks at its own crop size, against its
``meta["num_params"]`` (bar: equal, and each used by a layer but for `UNUSED`) and its ``meta["_ops"]``, which is
giga-multiply-adds (bar: within 1 %, or as in `ROUNDED`). Receptive fields: rows of Araujo, Norris, Sim, Computing
Receptive Fields of Convolutional Neural Networks, Distill 2019 (by end points: RECEPTIVE_FIELD_TABLE.md of
google-research/receptive_field), where torchvision or timm has the same architecture (bar: equal, strides and paddings
too). ``tests/bench/test_published.py`` holds one network a family to the same. ``--write`` adds a line to RESULTS.md
and writes the table, PUBLISHED.md, anew.

``python bench/published.py [--only NAME] [--write]``
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from machine import append_result, machine
from torch import nn
from torchvision import models

import convscope as cs
from convscope.network import Network

TABLE = Path(__file__).with_name("PUBLISHED.md")
Row = TypeVar("Row", "Counts", "Field")

MACS_WITHIN = 0.01
ROUNDED = {"shufflenet_v2_x0_5": "published as 0.04, two decimals of 0.0405"}  # must agree at the digits published
UNUSED = {"inception_v3": 3_326_696}  # the auxiliary head, published with the weights, runs in training only

# network → its blocks' receptive field, effective stride and effective padding as published; None: depends on the size
FIELDS: dict[str, dict[str, tuple[int, int, int | None]]] = {
    "torchvision:alexnet": {  # slim's alexnet_v2 pads its first convolution by 0, torchvision's by 2
        "features.0": (11, 4, None),
        "features.2": (19, 8, None),
        "features.3": (51, 8, None),
        "features.6": (99, 16, None),
        "features.8": (131, 16, None),
        "features.10": (163, 16, None),
        "features.12": (195, 32, None),
    },
    "torchvision:vgg16": {
        "features.0": (3, 1, 1),
        "features.4": (6, 2, 2),
        "features.5": (10, 2, 4),
        "features.9": (16, 4, 6),
        "features.16": (44, 8, 18),
        "features.23": (100, 16, 42),
        "features.30": (212, 32, 90),
    },
    "torchvision:vgg11": {"features.20": (150, 32, 59)},  # slim's vgg_a
    "torchvision:inception_v3": {
        "maxpool1": (15, 4, 2),
        "maxpool2": (31, 8, 2),
        "Mixed_5d": (127, 8, 50),
        "Mixed_6a": (159, 16, 58),
        "Mixed_6e": (927, 16, 442),
        "Mixed_7a": (1055, 32, 490),
        "Mixed_7c": (1311, 32, 618),
    },
    "timm:inception_v4": {
        "features.3": (15, 4, 2),
        "features.4": (47, 4, 14),
        "features.5": (55, 8, 14),
        "features.9": (183, 8, 78),
        "features.10": (215, 16, 86),
        "features.17": (1559, 16, 758),
        "features.18": (1687, 32, 806),
        "features.21": (2071, 32, 998),
    },
    "timm:inception_resnet_v2": {"conv2d_7b": (3039, 32, 1482)},
    "timm:mobilenetv1_100": {"blocks.4.1": (315, 32, None)},  # TensorFlow pads by the size: 126 at 224, 157 at 321
    # slim strides in a block's last unit (483), torchvision in its first: worked by hand
    "torchvision:resnet50": {
        "layer1": (35, 4, 17),
        "layer2": (91, 8, 45),
        "layer3": (267, 16, 133),
        "layer4": (427, 32, 213),
    },
}
SIZES = {"inception_v3": 299, "inception_v4": 299, "inception_resnet_v2": 299}


@dataclass(frozen=True)
class Counts:
    """One weight set: what torchvision publishes of it and what the trace says."""

    name: str
    weights: str
    size: int
    parameters: tuple[int, int]  # traced, published
    gigamacs: tuple[float, float]
    unused: int  # parameters that no layer of the trace uses

    @property
    def ratio(self) -> float:
        """Traced MACs for each published one."""
        return self.gigamacs[0] / self.gigamacs[1]

    @property
    def agrees(self) -> bool:
        """Whether it is within the bars."""
        if self.name in ROUNDED:
            near = f"{self.gigamacs[0]:.{len(str(self.gigamacs[1]).partition('.')[2])}f}" == str(self.gigamacs[1])
        else:
            near = abs(self.ratio - 1) <= MACS_WITHIN
        return near and self.parameters[0] == self.parameters[1] and self.unused == UNUSED.get(self.name, 0)

    def __str__(self) -> str:
        parameters = " | ".join(f"{number:,}" for number in self.parameters)
        macs = f"{self.gigamacs[0]:.3f} | {self.gigamacs[1]}"
        return f"| {self.name} | {self.weights} | {self.size} | {parameters} | {macs} | {self.ratio:.4f} |"


@dataclass(frozen=True)
class Field:
    """One block: receptive field, effective stride and effective padding, traced and published."""

    target: str
    block: str
    traced: tuple[object, ...]
    published: tuple[int | None, ...]

    @property
    def agrees(self) -> bool:
        """Whether all that is published is equal."""
        return all(two in (None, one) for one, two in zip(self.traced, self.published, strict=True))

    def __str__(self) -> str:
        found, published = (_numbers(row) for row in (self.traced, self.published))
        return f"| {self.target} | {self.block} | {found} | {published} |"


def _numbers(row: tuple[object, ...]) -> str:
    return ", ".join("–" if number is None else str(number) for number in row)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="", help="networks with this in their name")
    options.add_argument("--write", action="store_true", help="append a line to RESULTS.md and rewrite PUBLISHED.md")
    asked = options.parse_args()
    names = [name for name in names_published() if asked.only in name]
    targets = [target for target in FIELDS if asked.only in target]
    if not names and not targets:
        options.error(f"no network has {asked.only!r} in its name")
    begun = time.perf_counter()
    counts = list(said(compare(name) for name in names))
    fields = list(said(look(target) for target in targets))
    missed = [str(row) for row in counts if not row.agrees] + [str(row) for row in fields if not row.agrees]
    ratios = [row.ratio for row in counts if row.name not in ROUNDED] or [1.0]
    apart = "".join(f"; {name} apart: {why}" for name, why in ROUNDED.items() if name in names)
    result = (
        f"{sum(row.agrees for row in counts)} of {len(counts)} weight sets of {len(names)} torchvision networks agree "
        f"(MACs traced ÷ published from {min(ratios):.4f} to {max(ratios):.4f}{apart}); "
        f"{sum(row.agrees for row in fields)} of {len(fields)} receptive fields of {len(targets)} networks "
        f"equal those published or, ResNet-50's, worked by hand; {time.perf_counter() - begun:.0f} s"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/published.py" + (f" --only {asked.only}" if asked.only else ""), result)
        if not asked.only:
            TABLE.write_text(page(counts, fields), encoding="utf-8")
    for row in missed:
        print(f"misses the bar: {row}", file=sys.stderr)
    return 1 if missed else 0


def said(groups: Iterable[Iterable[Row]]) -> Iterator[Row]:
    """Print each row as it comes."""
    for row in (row for group in groups for row in group):
        print(row, flush=True)
        yield row


def page(counts: Sequence[Counts], fields: Sequence[Field]) -> str:
    """Write both tables."""
    head = "# What others publish, and what convscope says\n\nWritten by `python bench/published.py --write`.\n\n"
    named = "| network | weights | size | parameters | published | GMACs | published | ratio |\n" + "| --- " * 8 + "|\n"
    fielded = "| network | block | receptive field, effective stride, padding | published |\n" + "| --- " * 4 + "|\n"
    return head + named + "\n".join(map(str, counts)) + "\n\n" + fielded + "\n".join(map(str, fields)) + "\n"


def names_published() -> list[str]:
    """List torchvision's classification networks."""
    return [str(name) for name in models.list_models(module=models)]


def compare(name: str) -> Iterator[Counts]:
    """Trace one of torchvision's networks at the crop size of each of its weight sets."""
    for weights in models.get_model_weights(name):
        size = weights.transforms().crop_size[0]
        module = built(name, size=size)
        network = cs.trace(module, (3, size, size), target=name)
        yield Counts(
            name,
            weights.name,
            size,
            (network.parameters, weights.meta["num_params"]),
            (network.macs / 1e9, weights.meta["_ops"]),
            network.parameters - sum(layer.parameters for layer in network.layers),
        )


def look(target: str) -> Iterator[Field]:
    """Trace ``torchvision:NAME`` or ``timm:NAME`` and give its blocks of `FIELDS`."""
    library, _, name = target.partition(":")
    size = SIZES.get(name, 224)
    if library == "timm":
        import timm

        with unset():
            module: nn.Module = timm.create_model(name)
    else:
        module = built(name, size=size)
    network = cs.trace(module, (3, size, size), target=target)
    for block, published in FIELDS[target].items():
        yield Field(target, block, field_of(network, block), published)


def field_of(network: Network, block: str) -> tuple[object, object, object]:
    """Receptive field, effective stride and effective padding of a block's last layer, which must be square.

    The padding is how many positions before the input's first the field of unit 0 begins.
    """
    layer = [one for one in network.layers if f"{one.name}:".startswith((f"{block}.", f"{block}:"))][-1]
    sizes, strides = set(layer.receptive_field or ()), set(layer.effective_stride or ())
    begins = {field.low for field in layer.reach.fields or ()}
    if len(sizes) != 1 or len(strides) != 1 or len(begins) != 1:
        return None, None, None
    return sizes.pop(), strides.pop(), -begins.pop()


def built(name: str, *, size: int) -> nn.Module:
    """Build a torchvision network as its weights are published, without numbers in its weights."""
    wanted: dict[str, Any] = {}
    if name in ("googlenet", "inception_v3"):
        wanted["init_weights"] = False
    if name == "googlenet":
        wanted["aux_logits"] = False  # the published weights are without its auxiliary heads
    if name.startswith("vit_"):
        wanted["image_size"] = size
    with unset():
        module: nn.Module = models.get_model(name, weights=None, **wanted)
    return module


@contextmanager
def unset() -> Iterator[None]:
    """Build modules inside the block without filling their weights: no number is read, and filling takes minutes."""

    def leave(tensor: torch.Tensor, *_: Any, **__: Any) -> torch.Tensor:
        return tensor

    fillers = {name: getattr(nn.init, name) for name in dir(nn.init) if name.endswith("_") and name[0] != "_"}
    for name in fillers:
        setattr(nn.init, name, leave)
    try:
        yield
    finally:
        for name, filler in fillers.items():
            setattr(nn.init, name, filler)


if __name__ == "__main__":
    sys.exit(main())
