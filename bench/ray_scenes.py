"""A scene on Ray: the bytes of one process, whatever is killed meanwhile.

    python bench/ray_scenes.py [--write]

A network labels a scene of 3,000 × 3,400 pixels in tiles of 256, in one process and on a local Ray of two workers. Then
it goes through five more times, and each time one worker is killed (SIGKILL) at a random moment: it ends by itself, and
the COG has the same bytes. ``pip install 'convscope[ray,scene]'``
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import rasterio
import torch
import torch.nn.functional as F
from machine import append_result, machine
from rasterio.transform import Affine

HEIGHT, WIDTH, TILE, KILLS = 3000, 3400, 256, 5
NETWORK = """
from torch import nn


class Net(nn.Sequential):
    input_shape = (3, 64, 64)

    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 24, 5, 2, 2), nn.ReLU(), nn.Conv2d(24, 24, 3, 1, 1), nn.ReLU(), nn.Conv2d(24, 24, 3, 1, 1),
            nn.ReLU(), nn.Conv2d(24, 24, 3, 1, 1), nn.ReLU(), nn.Conv2d(24, 24, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(24, 5, 1), nn.Upsample(scale_factor=2, mode="bilinear"),
        )
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=0, help="of the moments")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder)
        alone, one = through(folder, "one", ["--threads", "1"])
        on_ray = ["--ray", "local", "--workers", "2"]
        seconds, two = through(folder, "two", on_ray)
        print(f"one process {alone:.1f} s, Ray with two workers {seconds:.1f} s, the same bytes: {one == two}")
        same = killed = 0
        for number in range(KILLS):
            moment = chance.uniform(0.2, 0.9)
            found = through(folder, f"killed{number}", on_ray, kill_at=moment)
            same, killed = same + (found[1] == one), killed + 1
            print(f"killed at {moment:.0%} of the tiles: {found[0]:.1f} s, the same bytes: {found[1] == one}")
    result = (
        f"{HEIGHT:,} × {WIDTH:,}, tiles of {TILE}: local Ray, two workers: the bytes of one process: {one == two}; "
        f"a worker killed at {killed} random moments: {same} of {KILLS} ended by themselves with the same bytes"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/ray_scenes.py", result)
    return 0 if one == two and same == KILLS else 1


def prepare(folder: Path) -> None:
    """Write the scene, the network and its weights."""
    patches = np.random.default_rng(0).integers(0, 256, (3, HEIGHT // 40, WIDTH // 40)).astype(np.float32)
    soft = F.interpolate(torch.from_numpy(patches)[None], size=(HEIGHT, WIDTH), mode="bicubic").clamp(0, 255)
    profile = {"driver": "GTiff", "count": 3, "height": HEIGHT, "width": WIDTH, "dtype": "uint8", "tiled": True}
    place = {"crs": "EPSG:32633", "transform": Affine(30, 0, 500_000, 0, -30, 4_000_000)}
    with rasterio.open(folder / "scene.tif", "w", **profile, **place) as file:
        file.write(soft[0].byte().numpy())
    (folder / "net.py").write_text(NETWORK)
    scope: dict[str, type[torch.nn.Module]] = {}
    exec(NETWORK, scope)
    torch.manual_seed(0)
    torch.save(scope["Net"]().state_dict(), folder / "w.pt")


def through(folder: Path, name: str, words: list[str], *, kill_at: float | None = None) -> tuple[float, str]:
    """Label the scene; kill a worker once such a share of the tiles is done. Give the seconds, and the file's hash."""
    command = ["segment", "net.py:Net", "scene.tif", "--weights", "w.pt", "--mean", "0.5", "--std", "0.2"]
    command += ["--tile", str(TILE), "-o", f"{name}.tif", "--json-lines", *words]
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "convscope", *command], cwd=folder, text=True, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    for line in process.stdout:
        if kill_at is not None and '"counted"' in line and _share(line) >= kill_at:
            kill_at = None if kill_one(process.pid) else kill_at
    if process.wait():
        raise SystemExit(f"it ended with {process.returncode}")
    if kill_at is not None:
        raise SystemExit("no worker was there to be killed")
    return time.monotonic() - begun, hashlib.sha256((folder / f"{name}.tif").read_bytes()).hexdigest()


def kill_one(ancestor: int) -> bool:
    """Kill one of Ray's processes below an own one that is at a task; say whether there was one."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        with suppress(OSError):
            if entry.joinpath("cmdline").read_bytes().startswith(b"ray::piece") and _below(int(entry.name), ancestor):
                os.kill(int(entry.name), signal.SIGKILL)
                return True
    return False


def _below(process: int, ancestor: int) -> bool:
    while process > 1:
        if process == ancestor:
            return True
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return False


def _share(line: str) -> float:

    told = json.loads(line)
    return float(told["done"] / told["total"])


if __name__ == "__main__":
    sys.exit(main())
