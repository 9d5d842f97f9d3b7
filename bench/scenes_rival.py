"""raster-vision's own tiling over a scene, in a Python that has it: run by ``bench/scenes.py rival``.

``FOLDER`` holds ``slim.pt`` (the network as TorchScript) and ``whole.npy`` (the whole's labels). Ways: *plain* (windows
side by side, its default), *cropped* (windows that overlap, 32 pixels off each side), *smooth* (overlapping by half,
scores added up). Labels are kept in memory as its own do, not written. ``python scenes_rival.py FOLDER SCENE WAY``
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rastervision.core.data import ClassConfig, SemanticSegmentationLabels
from rastervision.core.utils import calculate_required_padding
from rastervision.pytorch_learner import SemanticSegmentationSlidingWindowGeoDataset

CLASSES, SIZE = 8, 512
MEAN = torch.tensor((0.485, 0.456, 0.406)).view(1, 3, 1, 1)
STD = torch.tensor((0.229, 0.224, 0.225)).view(1, 3, 1, 1)
WAYS: dict[str, tuple[int, dict[str, Any]]] = {
    "plain": (SIZE, {}),
    "cropped": (SIZE - 64, {"crop_sz": 32}),
    "smooth": (SIZE // 2, {"smooth": True}),
}


def peak() -> int:
    """Give this process's largest memory in bytes; getrusage's is never below what its parent had."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM")))


def main() -> None:
    folder, scene, way = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    network, expected = torch.jit.load(folder / "slim.pt").eval(), np.load(folder / "whole.npy")  # type: ignore[no-untyped-call]
    stride, how = WAYS[way]
    names = ClassConfig(names=[f"class {number}" for number in range(CLASSES)])
    padding: dict[str, Any] = {}
    if way == "cropped":  # as its own pipeline pads, so that windows without their edges cover the scene
        needed = calculate_required_padding(expected.shape, SIZE, stride, "both", how["crop_sz"])
        padding = {"padding": needed, "pad_direction": "both"}
    windows = SemanticSegmentationSlidingWindowGeoDataset.from_uris(
        class_config=names, image_uri=scene, size=SIZE, stride=stride, **padding
    )

    def predictions() -> Any:
        with torch.inference_mode():
            for index in range(len(windows)):
                image = windows[index][0]
                maps = network((image[None] - MEAN) / STD)[0]
                yield maps.softmax(0).numpy() if "smooth" in how else maps.argmax(0).numpy()

    begun = time.perf_counter()
    labels = SemanticSegmentationLabels.from_predictions(
        windows.windows, predictions(), extent=windows.scene.extent, num_classes=CLASSES, **how
    )
    found = labels.get_label_arr(windows.scene.extent)
    seconds = time.perf_counter() - begun
    differ = int((found != expected).sum())
    print(
        f"raster-vision {way}: {differ} labels differ ({differ / expected.size:.2%}), "
        f"{expected.size / seconds / 1e6:.2f} million pixels a second, {peak() / 1e6:,.0f} MB"
    )


if __name__ == "__main__":
    main()
