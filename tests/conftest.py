"""What every test shares: Hypothesis draws the same designs each time, and few enough to stay quick."""

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import HealthCheck, settings
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from torch import nn

signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it otherwise
os.environ.pop(
    "PYTHONDONTWRITEBYTECODE", None
)  # the many programs that tests start would each compile all that they import
sys.dont_write_bytecode = False
torch.set_num_threads(1)  # tests run side by side; two threads each would wait for one another

# how fast designs are drawn says what else the machine does
settings.register_profile(
    "fast", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("fast")


def points_along(way: str, steps: int = 12) -> list[tuple[float, float]]:
    """Walk an SVG path of M, L and C."""
    at = (0.0, 0.0)
    points = []
    for kind, numbers in re.findall(r"([MLC])([^MLC]*)", way):
        values = [float(value) for value in numbers.split()]
        to = list(zip(values[::2], values[1::2], strict=True))
        start = to[0] if kind == "M" else at
        handles = (at, *to) if kind == "C" else (start, start, to[0], to[0])
        for step in range(steps + 1):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            points.append(
                (
                    sum(weight * x for weight, (x, _) in zip(weights, handles, strict=True)),
                    sum(weight * y for weight, (_, y) in zip(weights, handles, strict=True)),
                )
            )
        at = to[-1]
    return points


@pytest.fixture(scope="session")
def along() -> Callable[[str], list[tuple[float, float]]]:
    """Give points on an SVG path, near each other."""
    return points_along


class Wired(nn.Module):
    """A module whose forward is a function of itself and its input, for designs that `nn.Sequential` cannot say."""

    def __init__(self, wiring: Callable[[Any, Any], Any], parts: dict[str, nn.Module]) -> None:
        super().__init__()
        self.wiring = wiring
        for name, part in parts.items():
            self.add_module(name, part)

    def forward(self, x: Any) -> Any:
        return self.wiring(self, x)


@pytest.fixture(scope="session")
def wired() -> Callable[..., nn.Module]:
    """Wire parts by a function: ``wired(lambda net, x: net.conv(x) + x, conv=nn.Conv2d(1, 1, 1))``."""
    return lambda wiring, **parts: Wired(wiring, parts)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once for all pages that are tested."""
    executable = which("chromium-headless-shell") or which("chromium") or which("google-chrome")
    if executable is None:
        pytest.skip("no browser is installed: tools/system-packages chromium-headless-shell")
    words = ["--no-sandbox", "--disable-background-networking", "--allow-file-access-from-files=false"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=words)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep decoded pictures out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def smooth(seed: int, height: int = 24, width: int = 32) -> Image.Image:
    """Make a picture of soft patches, another one a seed."""
    patches = np.random.default_rng(seed).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    return Image.fromarray(patches).resize((width, height), Image.Resampling.BICUBIC)


@pytest.fixture(scope="session")
def picture() -> Callable[..., Image.Image]:
    """Make a picture: ``picture(seed, height, width)``."""
    return smooth


@pytest.fixture(scope="session")
def tree() -> Callable[..., Path]:
    """Write pictures into folders, all different: ``tree(root, {"train/cat": 3})`` makes root/train/cat/0.png, …."""

    def write(root: Path, counts: dict[str, int], suffix: str = ".png") -> Path:
        seed = 0
        for folder, count in counts.items():
            (root / folder).mkdir(parents=True, exist_ok=True)
            for number in range(count):
                smooth(seed).save(root / folder / f"{number}{suffix}")
                seed += 1
        return root

    return write


def squares(seed: int, side: int = 64) -> tuple[npt.NDArray[np.uint8], list[tuple[int, int, int, int, int]]]:
    """Make a dim picture with one or two bright squares, red (0) or blue (1): left, top, right, bottom, class."""
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 60, (side, side, 3), dtype=np.uint8)
    boxes = []
    for half in range(int(random.integers(1, 3))):
        size = int(random.integers(14, 28))
        left = half * side // 2 + int(random.integers(side // 2 - size))
        top, colour = int(random.integers(side - size)), int(random.integers(2))
        pixels[top : top + size, left : left + size] = (230, 30, 30) if colour == 0 else (30, 30, 230)
        boxes.append((left, top, left + size, top + size, colour))
    return pixels, boxes


@pytest.fixture(scope="session")
def coco_folder() -> Callable[..., Path]:
    """Write squares as COCO has them: ``coco_folder(root, {"train": 8, "val": 4})``."""

    def write(root: Path, counts: dict[str, int]) -> Path:
        number = 0
        for part, count in counts.items():
            (root / part).mkdir(parents=True)
            images: list[dict[str, Any]] = []
            annotations: list[dict[str, Any]] = []
            for _ in range(count):
                pixels, boxes = squares(number)
                Image.fromarray(pixels).save(root / part / f"{number}.png")
                images.append({"id": number, "file_name": f"{number}.png", "height": 64, "width": 64})
                for left, top, right, bottom, kind in boxes:
                    box = [left, top, right - left, bottom - top]
                    annotations.append(
                        {"id": len(annotations), "image_id": number, "category_id": kind + 5, "bbox": box, "iscrowd": 0}
                    )
                number += 1
            kinds = [{"id": 5, "name": "red"}, {"id": 6, "name": "blue"}]
            content = {"images": images, "annotations": annotations, "categories": kinds}
            (root / part / "annotations.json").write_text(json.dumps(content))
        return root

    return write


BODY = """
from torch import nn
class Body(nn.Module):
    input_shape = (3, 64, 64)
    def __init__(self):
        super().__init__()
        block = lambda a, b, s: nn.Sequential(nn.Conv2d(a, b, 3, s, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
        self.eighth = nn.Sequential(block(3, 12, 2), block(12, 16, 2), block(16, 32, 2))
        self.sixteenth = block(32, 32, 2)
        self.last = block(32, 32, 2)
    def forward(self, x):
        return self.last(self.sixteenth(self.eighth(x)))
"""


@pytest.fixture(scope="session")
def small_detector(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Spell a detector that a step takes some milliseconds of."""
    place = tmp_path_factory.mktemp("net") / "net.py"
    place.write_text(BODY)
    return f"fcos(width=32, backbone='{place}:Body')"


@pytest.fixture(scope="session")
def box_run(tmp_path_factory: pytest.TempPathFactory, coco_folder: Callable[..., Path], small_detector: str) -> Any:
    """Train it on squares for some seconds: a run."""
    from convscope.training import train

    place = tmp_path_factory.mktemp("boxes")
    data = coco_folder(place / "squares", {"train": 48, "val": 6, "test": 6})
    recipe = {"epochs": "6", "flip": "0", "scale": "0", "shift": "0", "learning_rate": "0.01"}
    return train(str(data), model=small_detector, out=place / "run", recipe=recipe, on_event=lambda _: None)
