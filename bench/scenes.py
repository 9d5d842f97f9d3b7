"""Scenes in tiles: the same labels as the whole, flat memory, nearly the network's own rate, and killed without harm.

Parts, each a line in RESULTS.md; scenes are mosaics of photographs, weights are random (seed 0):

* ``exact``: 2,048², tiles of 512 against the whole, ResNet-18-FCN (×32), a dilated net, a U-Net. Bar: 0 labels differ.
* ``landsat``: 791 × 718, torchvision's ``fcn_resnet50``, which ends in a resize to the picture's size. Bar: 0.
* ``large``: 16,384², ResNet-18-FCN (to layer2, ×8) in tiles of 512 and of 1,024. Bars: labels differ only where the two
  best classes are within 1e-5; peak memory within 10 % of that at 4,096²; at least 85 % of the bare network's rate on
  the pixels computed, writing the COG included; rio-cogeo finds it valid.
* ``kill``: 4,096², killed (SIGKILL) at 10 random moments. Bar: the bytes of a run that was never killed.
* ``rival``: 2,048², the same network in the same run: rate, memory, and labels that differ from the whole, against
  raster-vision's sliding windows (``--rival`` names a Python that has rastervision_pytorch_learner 0.31).

``python bench/scenes.py PART [--folder F] [--rival PYTHON] [--write]``
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import torch
import torch.nn.functional as F
import torchvision
from machine import append_result, machine
from PIL import Image
from rio_cogeo.cogeo import cog_validate
from torch import Tensor, nn

from convscope.apply.scenes import Prediction, Segmenting, segment
from convscope.apply.tiling import plan
from convscope.apply.tiling.tiled import first_map
from convscope.model import Model
from convscope.picture import InputContract

DATA = Path(os.environ.get("CONVSCOPE_DATA", "data"))
CLASSES = 8
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CLOSE = 1e-5


class Grown(nn.Module):
    """A backbone, a classifier of its places, and a bilinear resize by its factor."""

    def __init__(self, body: nn.Module, channels: int, factor: int) -> None:
        super().__init__()
        self.body, self.head, self.factor = body, nn.Conv2d(channels, CLASSES, 1), factor

    def forward(self, images: Tensor) -> Tensor:  # noqa: D102
        return F.interpolate(self.head(self.body(images)), scale_factor=self.factor, mode="bilinear")


class Levelled(nn.Module):
    """A network whose classes' scores are shifted and scaled alike, place by place."""

    def __init__(self, network: nn.Module, mean: Tensor, std: Tensor) -> None:
        super().__init__()
        self.network, self.mean, self.std = network, mean.view(-1, 1, 1), std.view(-1, 1, 1)

    def forward(self, images: Tensor) -> Tensor:  # noqa: D102
        return (first_map(self.network(images)) - self.mean) / self.std


class Block(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(self, inputs: int, outputs: int, dilation: int = 1) -> None:
        convolution = nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation, bias=False)
        super().__init__(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


class UNet(nn.Module):
    """Four levels, transposed convolutions up, as Ronneberger's, padded."""

    def __init__(self, width: int = 12) -> None:
        super().__init__()
        widths = [width * 2**level for level in range(4)]
        self.down = nn.ModuleList(
            nn.Sequential(Block(before, here), Block(here, here))
            for before, here in zip((3, *widths), widths, strict=False)
        )
        self.grow = nn.ModuleList(nn.ConvTranspose2d(2 * here, here, 2, stride=2) for here in widths[:-1])
        self.up = nn.ModuleList(nn.Sequential(Block(2 * here, here), Block(here, here)) for here in widths[:-1])
        self.head = nn.Conv2d(width, CLASSES, 1)

    def forward(self, images: Tensor) -> Tensor:  # noqa: D102
        skips: list[Tensor] = []
        for level, down in enumerate(self.down):
            images = down(F.max_pool2d(images, 2) if level else images)
            skips.append(images)
        maps = skips.pop()
        for grow, up in zip(reversed(self.grow), reversed(self.up), strict=True):
            maps = up(torch.cat([skips.pop(), grow(maps)], 1))
        return self.head(maps)  # type: ignore[no-any-return]


def resnet18_fcn() -> nn.Module:
    """All of ResNet-18 but its pooling and classifier, ×32."""
    return Grown(nn.Sequential(*list(torchvision.models.resnet18().children())[:-2]), 512, 32)


def slim() -> nn.Module:
    """ResNet-18 to layer2, ×8."""
    return Grown(nn.Sequential(*list(torchvision.models.resnet18().children())[:6]), 128, 8)


def dilated() -> nn.Module:
    """One stride of 2, then dilations in place of pools, ×2."""
    stem = nn.Conv2d(3, 16, 3, 2, 1)
    return Grown(nn.Sequential(stem, nn.ReLU(), *(Block(16, 16, one) for one in (1, 2, 4, 8, 16, 1))), 16, 2)


def model_of(make: Callable[[], nn.Module]) -> Model:
    """Make a network of seed 0, its batch norms with statistics that are not 0 and 1."""
    torch.manual_seed(0)
    module = make().eval()
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d) and part.running_mean is not None:
            nn.init.uniform_(part.running_mean, -0.2, 0.2)
    return Model(module, InputContract(3, 512, 512, mean=MEAN, std=STD), (), f"bench:{make.__name__}", trained=True)


def levelled(model: Model, scene: Path) -> Model:
    """Let all classes win somewhere: of random weights one would win everywhere, and no label could differ."""
    with rasterio.open(scene) as file:
        row, column = (max(0, length // 2 - 256) for length in (file.height, file.width))
        pixels = file.read(window=rasterio.windows.Window(column, row, 512, 512)).transpose(1, 2, 0)[None].copy()
    with torch.inference_mode():
        scores = first_map(model.module(model.enter(pixels)))[0].flatten(1)
    module = Levelled(model.module, scores.mean(1).clone(), scores.std(1).clamp(min=1e-6).clone()).eval()
    return replace(model, module=module)


def mosaic(side: int, folder: Path) -> Path:
    """Write a mosaic of photographs, tiled, in UTM: one of 2,048², turned and repeated."""
    path = folder / f"mosaic{side}.tif"
    if path.is_file():
        return path
    photos = sorted((DATA / "photos").glob("*.jpg"))
    tiles = [np.asarray(Image.open(photo).convert("RGB").resize((256, 256))) for photo in photos[:64]]
    first = np.concatenate([np.concatenate(tiles[row * 8 : row * 8 + 8], 1) for row in range(8)])
    profile = {
        "driver": "GTiff", "width": side, "height": side, "count": 3, "dtype": "uint8", "tiled": True,
        "blockxsize": 256, "blockysize": 256, "crs": "EPSG:32633",
        "transform": rasterio.Affine(10, 0, 5e5, 0, -10, 5e6),
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as file:
        for number, row in enumerate(range(0, side, 2048)):
            for turn, column in enumerate(range(0, side, 2048)):
                part = np.rot90(first, (number + turn) % 4)[: side - row, : side - column]
                window = rasterio.windows.Window(column, row, part.shape[1], part.shape[0])
                file.write(part.transpose(2, 0, 1), window=window)
    return path


def labels(path: Path) -> np.ndarray[Any, Any]:
    with rasterio.open(path) as file:
        found: np.ndarray[Any, Any] = file.read(1)
    return found


def whole_map(model: Model, path: Path) -> Tensor:
    """Run the network on all of a scene, (classes, height, width)."""
    with rasterio.open(path) as file, torch.inference_mode():
        return first_map(model.module(model.enter(file.read().transpose(1, 2, 0)[None].copy())))[0]


def against_whole(model: Model, scene: Path, folder: Path, tile: int) -> str:
    """Segment in tiles, compare with the whole."""
    model = levelled(model, scene)
    out = folder / f"labels-{model.spelling.rpartition(':')[2]}.tif"
    found = segment(model, scene, out, Segmenting(tile=tile, overwrite=True))
    maps = whole_map(model, scene)
    mine, expected = labels(found.path), maps.argmax(0).numpy()
    differ = (mine != expected) & (mine != 255)
    best = maps.topk(2, 0).values
    margin = float((best[0] - best[1])[torch.from_numpy(differ)].max()) if differ.any() else 0.0
    closest = f" (margin at most {margin:.1e})" if differ.any() else ""
    classes, borders = np.unique(mine[mine != 255]).size, int((mine[1:] != mine[:-1]).sum())
    return (
        f"{int(differ.sum())} of {differ.size:,} labels differ{closest}, {found.planned.pieces} tiles "
        f"({classes} classes, {borders:,} borders)"
    )


def exact(folder: Path, _: argparse.Namespace) -> str:
    told = []
    for make in (resnet18_fcn, dilated, UNet):
        told.append(f"{make.__name__} {against_whole(model_of(make), mosaic(2048, folder), folder, 512)}")
        print(told[-1], flush=True)
    return "2,048², tiles of 512 against the whole: " + "; ".join(told)


def landsat(folder: Path, _: argparse.Namespace) -> str:
    def fcn_resnet50() -> nn.Module:
        made: nn.Module = torchvision.models.segmentation.fcn_resnet50(
            weights=None, weights_backbone=None, num_classes=CLASSES
        )
        return made

    told = against_whole(model_of(fcn_resnet50), DATA / "landsat" / "RGB.byte.tif", folder, 256)
    return f"landsat 791 × 718, torchvision's fcn_resnet50, tiles of 256 against the whole: {told}"


def apart(words: list[str]) -> dict[str, Any]:
    """Run one segmentation in a process of its own; give what it says of itself."""
    done = subprocess.run([sys.executable, __file__, "one", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak() -> int:
    """Give this process's largest memory in bytes; getrusage's is never below what its parent had."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM")))


def one(scene: Path, out: Path, tile: int) -> None:
    """Be that process: the bare network's rate on tiles of the same shape, then the scene."""
    model = model_of(slim)
    with rasterio.open(scene) as file:
        shape = (3, file.height, file.width)
    planned = plan(model.module, shape, tile=tile)
    inner = planned[len(planned) // 2 + len(planned.pieces[1]) // 2]
    rows, columns = inner.read
    images = torch.rand(1, 3, rows.stop - rows.start, columns.stop - columns.start)
    times = []
    with torch.inference_mode():
        for _ in range(12):
            begun = time.perf_counter()
            model.module(images)
            times.append(time.perf_counter() - begun)
    bare = images[0, 0].numel() / sorted(times)[len(times) // 2]
    marks: list[float] = []
    begun = time.perf_counter()
    found: Prediction = segment(
        model, scene, out, Segmenting(tile=tile, overwrite=True), count=lambda *_: marks.append(time.perf_counter())
    )
    seconds = time.perf_counter() - begun
    computed = planned.worked * shape[1] * shape[2]
    print(
        json.dumps(
            {
                "peak": peak(), "seconds": seconds,
                "share": computed / seconds / bare, "network": computed / (marks[-1] - marks[0]) / bare,
                "rate": shape[1] * shape[2] / seconds, "tiles": found.planned.pieces,
            }
        )
    )  # fmt: skip


def large(folder: Path, asked: argparse.Namespace) -> str:
    """``--only`` names what is run, for machines that are shared: small, 512, 1024, compare."""
    runs = {"small": (4096, 512), "512": (16384, 512), "1024": (16384, 1024)}
    only = asked.only.split(",") if asked.only else [*runs, "compare"]
    kept = folder / "large.json"
    found: dict[str, dict[str, Any]] = json.loads(kept.read_text()) if kept.is_file() else {}
    for name, (side, tile) in runs.items():
        if name in only:
            found[name] = apart([str(mosaic(side, folder)), str(folder / f"large-{name}.tif"), str(tile)])
            kept.write_text(json.dumps(found))
            print(name, found[name], flush=True)
    if "compare" not in only:
        return "in parts"
    count, furthest = differing(folder)
    valid = cog_validate(folder / "large-512.tif")[0] and cog_validate(folder / "large-1024.tif")[0]
    small, big = found["small"]["peak"], found["512"]["peak"]
    return (
        f"16,384², ResNet-18 to layer2 ×8: tiles of 512 and 1,024 differ in {count} of 268,435,456 labels, best two "
        f"apart by at most {furthest:.1e}; peak {big / 1e6:,.0f} MB, at 4,096² {small / 1e6:,.0f} MB "
        f"({big / small - 1:+.1%}); "
        f"rate on the pixels computed {found['512']['share']:.1%} of the bare network's at 512 (tiles "
        f"alone {found['512']['network']:.1%}), {found['1024']['share']:.1%} at 1,024; "
        f"{found['512']['rate'] / 1e6:.2f} and "
        f"{found['1024']['rate'] / 1e6:.2f} million pixels a second; COGs {'valid' if valid else 'NOT valid'}"
    )


def differing(folder: Path) -> tuple[int, float]:
    """Compare the two label files; say in how many places, and how far the two best classes are apart there."""
    model, scene = model_of(slim), mosaic(16384, folder)
    planned = plan(model.module, (3, 16384, 16384), tile=512)
    from convscope.apply.scenes.units import ExactUnits

    units = ExactUnits(planned)
    count, furthest = 0, 0.0
    with (
        rasterio.open(folder / "large-512.tif") as one, rasterio.open(folder / "large-1024.tif") as other,
        rasterio.open(scene) as file,
    ):  # fmt: skip
        for index in range(len(units)):
            (rows, columns), read = units.answers(index), units.reads(index)
            window = rasterio.windows.Window.from_slices(*((axis.start, axis.stop) for axis in (rows, columns)))
            differ = one.read(1, window=window) != other.read(1, window=window)
            if differ.any():
                count += int(differ.sum())
                window = rasterio.windows.Window.from_slices(*((axis.start, axis.stop) for axis in read))
                pixels = file.read(window=window).transpose(1, 2, 0)[None].copy()
                best = units.run(model.module, index, model.enter(pixels))[0].topk(2, 0).values
                furthest = max(furthest, float((best[0] - best[1])[torch.from_numpy(differ)].max()))
    return count, furthest


def kill(folder: Path, asked: argparse.Namespace) -> str:
    """Kill until there were ten kills; every trial is finished and compared."""
    scene, chance = mosaic(4096, folder), random.Random(asked.seed)
    begun = time.perf_counter()
    apart_quietly(scene, folder / "never.tif")
    whole = time.perf_counter() - begun
    expected = (folder / "never.tif").read_bytes()
    kills = trials = same = 0
    while kills < asked.kills:
        trials += 1
        out = folder / f"killed{trials}.tif"
        while True:
            process = subprocess.Popen([sys.executable, __file__, "quiet", str(scene), str(out)])
            if kills < asked.kills and chance.random() < 0.8:
                try:
                    process.wait(chance.uniform(0.2, 1) * whole)
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    kills += 1
                    continue
            if process.wait():
                raise SystemExit("a segmentation that nobody killed failed")
            break
        equal = out.read_bytes() == expected
        same += equal
        print(f"trial {trials}: {kills} kills so far, {'same' if equal else 'DIFFERENT'}", flush=True)
        out.unlink()
    return f"4,096², killed {kills} times in {trials} runs: {same} of {trials} have the bytes of the run never killed"


def apart_quietly(scene: Path, out: Path) -> None:
    subprocess.run([sys.executable, __file__, "quiet", str(scene), str(out)], check=True)


def rival(folder: Path, asked: argparse.Namespace) -> str:
    """Compare with raster-vision in a Python of its own: the network goes over as TorchScript, the whole as labels."""
    model, scene = model_of(slim), mosaic(2048, folder)
    expected = whole_map(model, scene).argmax(0).numpy()
    np.save(folder / "whole.npy", expected)
    torch.jit.trace(model.module, torch.rand(1, 3, 320, 320)).save(  # type: ignore[no-untyped-call]
        folder / "slim.pt"
    )
    mine = apart([str(scene), str(folder / "mine.tif"), "512"])
    off = int((labels(folder / "mine.tif") != expected).sum())
    told = [
        f"ours, 512: {off} labels differ, {mine['rate'] / 1e6:.2f} million pixels a second, "
        f"{mine['peak'] / 1e6:,.0f} MB"
    ]
    for way in ("plain", "cropped", "smooth"):
        command = [asked.rival, str(Path(__file__).with_name("scenes_rival.py")), str(folder), str(scene), way]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        told += [line for line in done.stdout.splitlines() if line.startswith("raster-vision")]
    return "2,048², ResNet-18 to layer2 ×8, against the whole: " + "; ".join(told)


PARTS = {"exact": exact, "landsat": landsat, "large": large, "kill": kill, "rival": rival}


def main() -> int:
    if sys.argv[1:2] == ["one"]:
        one(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
        return 0
    if sys.argv[1:2] == ["quiet"]:
        segment(model_of(slim), sys.argv[2], sys.argv[3], Segmenting(tile=512, overwrite=True))
        return 0
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("part", choices=PARTS)
    options.add_argument("--folder", type=Path, help="where mosaics are kept")
    options.add_argument("--only", default="", help="of large: small,512,1024,compare")
    options.add_argument("--rival", default="", help="a Python that has raster-vision")
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--seed", type=int, default=0, help="of the moments")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = PARTS[asked.part](folder, asked)
    print(f"{result} on {machine()}")
    if asked.write:
        append_result(f"bench/scenes.py {asked.part}", result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
