"""Every network of the zoo and thirty of torchvision's: the ONNX file answers as PyTorch does, and norms are folded.

Bar: the largest difference of two logits at most 1e-4 of the largest, on identical pixels (random ones); a batch norm
left in a file is counted and named. With ``--kept FILE`` it goes on where it was stopped.
``python bench/ship_onnx.py [--only NAME …] [--kept FILE] [--write]``
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from machine import Found, append_result, each, machine

from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.models.registry import ZOO
from convscope.ship import onnx as ship_onnx
from convscope.ship.onnx import random_pictures

TORCHVISION = (
    "alexnet", "convnext_tiny", "convnext_small", "densenet121", "densenet169", "efficientnet_b0", "efficientnet_b1",
    "efficientnet_v2_s", "googlenet", "inception_v3", "mnasnet0_5", "mnasnet1_0", "mobilenet_v2", "mobilenet_v3_large",
    "mobilenet_v3_small", "regnet_x_400mf", "regnet_y_400mf", "regnet_x_800mf", "resnet18", "resnet34", "resnet50",
    "resnext50_32x4d", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "squeezenet1_0", "squeezenet1_1", "vgg11",
    "vgg16_bn", "vit_b_16", "wide_resnet50_2",
)  # fmt: skip
BAR = 1e-4


@dataclass(frozen=True)
class Told(Found):
    """What came of one network: the share of the largest logit that it is off, and what is in its file."""

    share: float = 0.0
    norms: int = 0
    one_size_because: str = ""
    error: str = ""

    def __str__(self) -> str:
        if self.error:
            return f"{self.spelling}: {self.error}"
        why = f"; one size, as {self.one_size_because}" if self.one_size_because else ""
        return f"{self.spelling}: {self.share:.1e} of the largest logit, {self.norms} batch norms left{why}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="*", help="these spellings")
    options.add_argument("--kept", type=Path, help="a file that keeps what was found, a line a network")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    wanted = options.parse_args()
    spellings = wanted.only or [*ZOO, *(f"torchvision:{name}" for name in TORCHVISION)]
    torch.set_num_threads(1)
    told: list[Told] = []
    with tempfile.TemporaryDirectory() as folder:
        for one in each(spellings, lambda name: exported(name, Path(folder) / "net.onnx"), Told, wanted.kept):
            print(one, flush=True)
            told.append(one)
    equal = [one for one in told if not one.error]
    failed = [one.spelling for one in told if one.error]
    unfolded = [f"{one.spelling} {one.norms}" for one in equal if one.norms]
    worst = max((one.share for one in equal), default=0.0)
    opened = sum(not one.one_size_because for one in equal)
    said = (
        f"{len(equal)} of {len(spellings)} networks equal, at most {worst:.1e} of the largest logit apart "
        f"(bar {BAR:g}); {opened} take any height and width; batch norms left in a file: "
        f"{', '.join(unfolded) or 'none'}"
    )
    print(f"{said}\nfailed: {', '.join(failed) or 'none'}\non {machine()}")
    if wanted.write:
        append_result("bench/ship_onnx.py", said + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 0 if not failed and worst <= BAR else 1


def exported(spelling: str, path: Path) -> Told:
    """Ship one network with random weights, beside PyTorch on four pictures of random pixels."""
    torch.manual_seed(0)
    try:
        model = load(spelling)
        for weight in model.module.parameters():
            if (
                weight.ndim == 2 and not weight.any()
            ):  # vit_b_16's last layer begins at zero: all answers would be equal
                torch.nn.init.normal_(weight, std=0.02)
        bundle = ship_onnx(model, path, pictures_NHWC=random_pictures(model, 4))
    except ConvscopeError as error:
        return Told(spelling, error=str(error))
    kinds = [node.op_type for node in onnx.load(path).graph.node]
    share = bundle.difference / bundle.tolerance * BAR
    return Told(spelling, share, kinds.count("BatchNormalization"), bundle.one_size_because)


if __name__ == "__main__":
    sys.exit(main())
