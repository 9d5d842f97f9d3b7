"""What every test shares: Hypothesis draws the same designs each time, and few enough to stay quick."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import settings
from PIL import Image
from torch import nn

torch.set_num_threads(1)  # tests run side by side; two threads each would wait for one another

settings.register_profile("fast", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("fast")


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
