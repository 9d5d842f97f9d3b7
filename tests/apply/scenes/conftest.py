"""Small scenes and networks that label them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import rasterio
import torch
import torch.nn.functional as F
from rasterio.transform import Affine
from torch import Tensor, nn

from convscope.model import Model
from convscope.picture import InputContract

UTM = Affine(30, 0, 500_000, 0, -30, 4_000_000)


class Downward(nn.Module):
    """Halves twice, grows by four, and answers in a dictionary: sizes must be multiples of 4."""

    def __init__(self, middle: nn.Module | None = None, channels: int = 3, classes: int = 3) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(channels, 6, 5, 2, 2), nn.Conv2d(6, 6, 3, 2, 1)
        self.middle, self.head = middle or nn.Identity(), nn.Conv2d(6, classes, 1)

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        maps = self.head(self.middle(F.relu(self.second(F.relu(self.first(images))))))
        return {"out": F.interpolate(maps, scale_factor=4, mode="bilinear")}


def as_model(module: nn.Module, side: int = 32, channels: int = 3, **contract: Any) -> Model:
    given = {"mean": (0.4,), "std": (0.2,), **contract}
    return Model(module.eval(), InputContract(channels, side, side, **given), (), "", trained=True)


@pytest.fixture(scope="session")
def models() -> dict[str, Model]:
    """Networks that tiles suit, that no tile suits, and one of another number of channels."""
    torch.manual_seed(0)
    return {
        "exact": as_model(Downward()),
        "pooled": as_model(Downward(nn.InstanceNorm2d(6))),
        "one": as_model(Downward(classes=1)),
        "five": as_model(Downward(channels=5), channels=5),
        "float": as_model(Downward(), values=(0.0, 1000.0)),
    }


@pytest.fixture(scope="session")
def pixels() -> npt.NDArray[np.uint8]:
    """Give (3, 90, 110) soft patches."""
    patches = np.random.default_rng(0).integers(0, 256, (3, 9, 11)).astype(np.uint8)
    soft = F.interpolate(torch.from_numpy(patches)[None].float(), size=(90, 110), mode="bicubic").clamp(0, 255)
    found: npt.NDArray[np.uint8] = soft[0].byte().numpy()
    return found


@pytest.fixture
def scene(tmp_path: Path, pixels: npt.NDArray[np.uint8]) -> Callable[..., Path]:
    """Write a raster: ``scene(crs=…, transform=…, nodata=…)``, or of other numbers."""

    def write(numbers: npt.NDArray[Any] | None = None, name: str = "scene.tif", **profile: Any) -> Path:
        numbers = pixels if numbers is None else numbers
        given = {
            "driver": "GTiff", "count": len(numbers), "height": numbers.shape[1], "width": numbers.shape[2],
            "dtype": numbers.dtype.name, "crs": "EPSG:32633", "transform": UTM, **profile,
        }  # fmt: skip
        with rasterio.open(tmp_path / name, "w", **given) as file:
            file.write(numbers)
        return tmp_path / name

    return write
