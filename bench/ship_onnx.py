"""Every network of the zoo and thirty of torchvision's: the ONNX file answers as PyTorch does, and norms are folded.

Bar: the largest difference of two logits at most 1e-4 of the largest, on identical pixels (random ones); a batch norm
left in a file is counted and named. ``python bench/ship_onnx.py [--only NAME …] [--write]``
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import onnx
import torch
from machine import append_result, machine

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


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="*", help="these spellings")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    wanted = options.parse_args()
    spellings = wanted.only or [*ZOO, *(f"torchvision:{name}" for name in TORCHVISION)]
    torch.set_num_threads(1)
    begun = time.perf_counter()
    worst, equal, opened, failed, unfolded = 0.0, 0, 0, [], []
    with tempfile.TemporaryDirectory() as folder:
        for spelling in spellings:
            torch.manual_seed(0)
            try:
                model = load(spelling)
                bundle = ship_onnx(model, Path(folder) / "net.onnx", pictures_NHWC=random_pictures(model, 4))
            except ConvscopeError as error:
                failed.append(spelling)
                print(f"{spelling}: {error}", flush=True)
                continue
            share = bundle.difference / bundle.tolerance * BAR
            kinds = [node.op_type for node in onnx.load(bundle.path).graph.node]
            norms = kinds.count("BatchNormalization")
            unfolded += [f"{spelling} {norms}"] if norms else []
            worst, equal, opened = max(worst, share), equal + 1, opened + (not bundle.one_size_because)
            why = f"; one size, as {bundle.one_size_because}" if bundle.one_size_because else ""
            print(f"{spelling}: {share:.1e} of the largest logit, {norms} batch norms left{why}", flush=True)
    said = (
        f"{equal} of {len(spellings)} networks equal, at most {worst:.1e} of the largest logit apart (bar {BAR:g}); "
        f"{opened} take any height and width; batch norms left in a file: {', '.join(unfolded) or 'none'}; "
        f"{time.perf_counter() - begun:.0f} s"
    )
    print(f"{said}\nfailed: {', '.join(failed) or 'none'}\non {machine()}")
    if wanted.write:
        append_result("bench/ship_onnx.py", said + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 0 if not failed and worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
