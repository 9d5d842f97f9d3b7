"""Looking against peers: Grad-CAM, occlusion and top patches, on resnet18 and on `pretrained`, in turns.

*Grad-CAM*: time of a map, from the picture that entered, over pytorch-grad-cam's at the same layer and class. Bar: at
most 1 on each network, the maps equal to 1e-5. *Occlusion*: captum's time at the same window (32 × 32) and stride (16),
with the better of one window at a time and sixteen, over ours. Bar: at least 2 on each, the same numbers to 1e-3 of the
largest. *Top patches*: time of a pass over a data set, all units of the last layer with a map, over that of the bare
forward on ready-made batches. Bar: at most 1.3 on each; and a pass over 10,000 digits grows the process by no more than
32 MB after its first tenth. ``python bench/look.py [--rounds N] [--write]``
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from captum.attr import Occlusion
from machine import append_result, machine
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from convscope.data import Dataset
from convscope.data.dataset import ArrayPictures
from convscope.loading import load
from convscope.look.grad_cam import cam_map
from convscope.look.occluded import occluded, windows
from convscope.look.strongest import find_strongest
from convscope.look.units import answering, asked
from convscope.model import Model
from convscope.network.partial import PartialRuns
from convscope.network.recording import record

CAM, HIDING, PASS, GROWTH = 1.0, 2.0, 1.3, 32.0
WINDOW, STRIDE = 32, 16
PICTURES = 128  # of a pass of top patches, a round
TARGET = 7


@dataclass(frozen=True)
class Case:
    """A network, its last layer with a map by the name it has here, and the module that pytorch-grad-cam is given."""

    spelling: str
    layer: str
    module: Callable[[nn.Module], nn.Module]


CASES = (
    Case("torchvision:resnet18", "layer4.1.relu:2", lambda net: net.get_submodule("layer4")),
    Case("pretrained", "bn2.act", lambda net: net.get_submodule("bn2")),
)


@dataclass
class Ratios:
    """Ratios of one comparison, a round each."""

    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({min(self.values):.2f} to {max(self.values):.2f})"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    wanted = options.parse_args()
    said, passed = [], []
    for case in CASES:
        torch.manual_seed(0)
        model = load(case.spelling)
        images = torch.rand(1, *model.contract.input_shape)
        cam, apart = grad_cam_ratios(model, images, case, wanted.rounds)
        hiding, differ, share = occlusion_ratios(model, images, max(2, wanted.rounds // 2))
        passing = pass_ratios(model, case.layer, wanted.rounds)
        passed += [cam.median <= CAM, apart <= 1e-5, hiding.median >= HIDING, differ <= 1e-3, passing.median <= PASS]
        line = (
            f"{case.spelling}: Grad-CAM {cam} of pytorch-grad-cam's time, maps differ by {apart:.0e}; occlusion "
            f"{hiding} times captum's speed, {share:.2f} of the multiply-adds, numbers differ by {differ:.0e}; "
            f"top patches {passing} of a bare forward"
        )
        print(line, flush=True)
        said.append(line)
    grown = growth()
    passed.append(grown <= GROWTH)
    said.append(f"a pass over 10,000 digits grows by {grown:.1f} MB after its first tenth")
    print(f"{said[-1]}\non {machine()}, {torch.get_num_threads()} threads")
    if wanted.write:
        append_result("bench/look.py", "; ".join(said))
    return 0 if all(passed) else 1


def grad_cam_ratios(model: Model, images: Tensor, case: Case, rounds: int) -> tuple[Ratios, float]:
    """Time both in turns; give our time over theirs, and by how much the maps differ, each from 0 to 1."""
    ratios, apart = Ratios(), 0.0
    height, width = images.shape[2:]
    for number in range(rounds * 2 + 1):
        begun = time.perf_counter()
        found = cam_map(model, images, unit=TARGET)
        ours = found.enlarged(height, width)
        between = time.perf_counter()
        with GradCAM(model=model.module, target_layers=[case.module(model.module)]) as cam:
            theirs = cam(input_tensor=images, targets=[ClassifierOutputTarget(TARGET)])[0]
        if number:  # the first warms up
            ratios.values.append((between - begun) / (time.perf_counter() - between))
        if found.layer.name != case.layer:
            raise SystemExit(f"{found.layer.name} is not the layer that pytorch-grad-cam was given")
        apart = max(apart, float(np.abs(between_0_and_1(ours) - theirs).max()))
    return ratios, apart


def between_0_and_1(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    spread: npt.NDArray[np.float32] = (values - values.min()) / (values.max() - values.min())
    return spread


def occlusion_ratios(model: Model, images: Tensor, rounds: int) -> tuple[Ratios, float, float]:
    """Time both in turns; give captum's time over ours, the difference in shares of the largest, and of MACs ours."""
    ratios, differ = Ratios(), 0.0
    height, width = images.shape[2:]
    changes = windows((height, width), WINDOW, STRIDE)
    peer = Occlusion(model.module)
    at_once = 16
    for number in range(rounds):
        begun = time.perf_counter()
        recorded = record(model.module, images, keep=True)
        answer = answering(recorded.network)
        units = asked(answer, recorded.outputs[answer.index], unit=TARGET)
        ours = occluded(model.module, recorded, units, changes, torch.zeros(3)).attribution(height, width)
        times = [time.perf_counter() - begun]
        for count in (1, 16) if number == 0 else (at_once,):
            begun = time.perf_counter()
            with torch.inference_mode():
                theirs = peer.attribute(
                    images, sliding_window_shapes=(3, WINDOW, WINDOW), strides=(3, STRIDE, STRIDE), target=TARGET,
                    perturbations_per_eval=count,
                )  # fmt: skip
            times.append(time.perf_counter() - begun)
        if number == 0 and times[1] < times[2]:
            at_once = 1
        ratios.values.append(min(times[1:]) / times[0])
        expected = theirs[0].mean(0).double().numpy()
        differ = max(differ, float(np.abs(ours - expected).max() / np.abs(expected).max()))
    return ratios, differ, PartialRuns(model.module, recorded, changes).share


def pass_ratios(model: Model, layer: str, rounds: int) -> Ratios:
    """Time a pass of top patches and the bare forward on the same pictures, in turns; give the ratio."""
    channels, height, width = model.contract.input_shape
    pictures = np.random.default_rng(0).integers(0, 256, (PICTURES, height, width, channels), dtype=np.uint8)
    data = dataset(pictures)
    ready = [model.enter(pictures[start : start + 26]) for start in range(0, PICTURES, 26)]
    ratios = Ratios()
    for _ in range(rounds):
        begun = time.perf_counter()
        find_strongest(model, data, layer, keep=False)
        between = time.perf_counter()
        with torch.inference_mode():
            for batch in ready:
                model.module(batch)
        ratios.values.append((between - begun) / (time.perf_counter() - between))
    return ratios


def growth() -> float:
    """Pass 10,000 pictures through LeNet-5; give by how many MB the process grows after the first tenth."""
    model = load("lenet5:mnist")
    _, height, width = model.contract.input_shape
    pictures = np.random.default_rng(0).integers(0, 256, (10_000, height, width, 1), dtype=np.uint8)
    sizes: list[float] = []
    find_strongest(model, dataset(pictures), "relu2", keep=False, progress=lambda done, _: sizes.append(resident()))
    return max(sizes) - max(sizes[: len(sizes) // 10])


def resident() -> float:
    """Give the process's memory in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def dataset(pictures: npt.NDArray[np.uint8]) -> Dataset:
    count = len(pictures)
    return Dataset("noise", ArrayPictures(pictures), np.zeros(count, np.int64), ("noise",), np.arange(1))


if __name__ == "__main__":
    sys.exit(main())
