"""Retrieval: is what is near alike, are copies found, and how long does a search take.

*Precision*: over the test part of ``scenes/`` by ``pretrained``, how many of a picture's five nearest others are of its
class, as it comes, and at a middle layer, turned and reranked. Bar: 0.8. *Copies*: of 100 test pictures one each is
planted, resized to a half, three quarters or one and a half and compressed again at a quality of 30 to 90; how many
stand in a group with their original. Bar: 95 %; pictures that are grouped with a different one are counted beside it.
Layer, neighbourhood and thresholds were chosen on training pictures (bench/LOG.md; ``--part train`` for more of that).
*Search*: twelve nearest of 100,000 random vectors of 1,280 numbers. Bar: 10 ms in the median. To fill that index takes
most of the time, some minutes of one core.
``python bench/retrieve.py [--part train] [--per-class N] [--vectors N] [--write]``
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from machine import Others, append_result, machine
from PIL import Image

from convscope.apply.retrieval import By, build_index, open_index

CHOSEN = By(layer="blocks.4", turned=True)
PRECISION, COPIES, MILLISECONDS = 0.8, 0.95, 10.0
FEATURES, PLANTED = 1280, 100


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--part", choices=["test", "train"], default="test")
    options.add_argument("--per-class", type=int, default=50, help="pictures of each class")
    options.add_argument("--vectors", type=int, default=100_000)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    scenes = Path(os.environ.get("CONVSCOPE_DATA", "../shared/data")) / "scenes" / asked.part
    if not scenes.is_dir():
        print(f"there is no {scenes}: set CONVSCOPE_DATA", file=sys.stderr)
        return 2
    others = Others()
    classes = [sorted(folder.iterdir())[: asked.per_class] for folder in sorted(scenes.iterdir())]
    paths = [path for own in classes for path in own]
    with tempfile.TemporaryDirectory() as scratch:
        plain, _ = precision(paths, Path(scratch) / "plain", By())
        exact, told = precision(paths, Path(scratch) / "chosen", CHOSEN, rerank=True)
        print(f"precision@5 {exact:.3f} ({told}), as it comes {plain:.3f}", flush=True)
        found, strangers, planted = copies(paths, Path(scratch))
        print(f"{found} of {planted} copies found, {strangers} pictures grouped with another", flush=True)
    milliseconds, indexing = search(asked.vectors)
    result = (
        f"precision@5 over {len(paths)} {asked.part} pictures of scenes by pretrained at {CHOSEN.layer}, turned, "
        f"reranked {exact:.3f} ({told}), as it comes {plain:.3f}; {found} of "
        f"{planted} planted copies found, {strangers} pictures grouped with another; {asked.vectors:,} vectors of "
        f"{FEATURES}: a search {milliseconds:.2f} ms in the median, {indexing:.0f} s to fill; other programs had "
        f"{others.cores():.2f} of {os.cpu_count()} cores"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/retrieve.py", result)
    return 0 if exact >= PRECISION and found >= COPIES * planted and milliseconds < MILLISECONDS else 1


def precision(paths: list[Path], place: Path, by: By, *, rerank: bool = False) -> tuple[float, str]:
    """Give the mean share of each picture's five nearest others that are of its class, and it class by class."""
    build_index(paths, place, by)
    index = open_index(place)
    shares: dict[str, list[float]] = {}
    vectors, names = {}, {entry.key: path for path, entry in index.about.files.items()}
    for path, entry in index.about.files.items():
        vectors[path] = index.vectors.get(entry.key)
    for path, vector in vectors.items():
        near = [names[key] for key in index.nearest(vector, 6, rerank=rerank)[0]]
        five = [other for other in near if other != path][:5]
        own = Path(path).parent.name
        shares.setdefault(own, []).append(sum(Path(other).parent.name == own for other in five) / 5)
    whole = statistics.mean(share for own in shares.values() for share in own)
    return whole, ", ".join(f"{name} {statistics.mean(own):.2f}" for name, own in shares.items())


def copies(paths: list[Path], scratch: Path) -> tuple[int, int, int]:
    """Plant copies beside their originals; give how many are found, how many others are grouped, how many there are."""
    chance = random.Random(1)
    (scratch / "copies").mkdir()
    chosen = chance.sample(paths, min(PLANTED, len(paths)))
    original: dict[str, str] = {}
    for number, path in enumerate(chosen):
        place = scratch / "copies" / f"{number:03}.jpg"
        with Image.open(path) as image:
            scale, quality = chance.choice([0.5, 0.75, 1.5]), chance.randint(30, 90)
            method = chance.choice([Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS])
            size = round(image.width * scale), round(image.height * scale)
            image.convert("RGB").resize(size, method).save(place, quality=quality)
        original[str(place.absolute())] = str(path.absolute())
    everything: list[str | Path] = [*paths, scratch / "copies"]
    build_index(everything, scratch / "scenes.index")
    groups = [{hit.path for hit in group} for group in open_index(scratch / "scenes.index").duplicates().groups]
    found = sum(any({copy, own} <= group for group in groups) for copy, own in original.items())
    strangers = sum(len({original.get(path, path) for path in group}) - 1 for group in groups)
    return found, strangers, len(original)


def search(count: int) -> tuple[float, float]:
    """Give the median milliseconds of a search, and the seconds it took to fill the index."""
    from convscope.apply.retrieval.features import of_length_one
    from convscope.apply.retrieval.kept import empty_vectors

    chance = np.random.default_rng(0)
    vectors = empty_vectors(FEATURES)
    begun = time.perf_counter()
    for start in range(0, count, 10_000):
        size = min(10_000, count - start)
        part = of_length_one(chance.standard_normal((size, FEATURES), dtype=np.float32))
        vectors.add(np.arange(start, start + size, dtype=np.uint64), part)
    filled = time.perf_counter() - begun
    times = []
    for asked in of_length_one(chance.standard_normal((200, FEATURES), dtype=np.float32)):
        begun = time.perf_counter()
        vectors.search(asked, 12)
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times), filled


if __name__ == "__main__":
    sys.exit(main())
