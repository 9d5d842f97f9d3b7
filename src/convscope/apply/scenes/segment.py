"""Segment a scene of any size."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import torch

from convscope.apply.scenes import before
from convscope.apply.scenes.arranging import Arranged, arrange
from convscope.apply.scenes.asked import Reading, Scene
from convscope.apply.scenes.before import Segmenting
from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.cog import Dressing
from convscope.apply.scenes.finishing import Wanted, finish
from convscope.apply.scenes.job import Job, kept_job
from convscope.apply.scenes.on_ray import cluster, require_ray, work_on_ray
from convscope.apply.scenes.opening import open_scene
from convscope.apply.scenes.segmented import Planned, Prediction
from convscope.apply.scenes.workers import work_in_processes
from convscope.apply.scenes.working import Work, work
from convscope.loading import load
from convscope.model import Model
from convscope.runs.durable import told

EVERY = 2.0  # seconds of work that a killed process loses at most, and a piece


class Stopped(KeyboardInterrupt):
    """Ctrl-C while a scene was segmented; what is done is kept."""


def segment(
    model: Model | str,
    scene: str | Path,
    out: str | Path,
    asked: Segmenting | None = None,
    *,
    show: Callable[[object], None] = lambda _: None,
    count: Callable[[int, int], None] = lambda done, total: None,
) -> Prediction:
    """Label every pixel of a scene: a raster or a picture of any size to a Cloud-Optimised GeoTIFF at ``out``.

        import convscope as cs
        cs.segment(model, "scene.tif", "labels.tif").classes

    The scene goes through in tiles that answer exactly as the whole would; where a layer forbids it, in blended
    windows, and the result says so. ``show`` is handed the `Planned`, ``count`` the pieces done and all of them.
    Killed, the same call goes on and gives the same bytes. Raises `CannotTile` where the network's answer is no map,
    `BrokenPicture` for a scene that cannot be read, `CannotWrite`, and `ConvscopeError` where something must be said.
    """
    begun = time.monotonic()
    asked = asked or Segmenting()
    if asked.ray is not None:
        require_ray()
    if isinstance(model, str):
        model = load(model)
    model.refuse_boxes("a class for every pixel")
    wanted = before.wanted_of(Path(out), asked)
    contract = model.contract
    reading = Reading(str(scene), contract.channels, asked.bands, asked.values, contract.values)
    opened = open_scene(reading)
    try:
        wanted = replace(wanted, least=before.least_of(asked, opened))
        facts = before.facts_of(model, opened, wanted)
        kept = kept_job(wanted.labels, facts)
        tile = asked.tile or kept.get("tile")
        arranged = arrange(model, opened.height, opened.width, tile=tile, workers=asked.workers)
        names = before.names_of(model, arranged.meaning)
        before.room_of(wanted, opened, arranged.meaning)
        threads = kept.get("threads") or max(1, torch.get_num_threads() // asked.workers)
        pieces = {"plan": str(arranged.way), "tile": arranged.tile, "pieces": len(arranged.units), "threads": threads}
        job = Job(wanted.labels, {**facts, **pieces})
        try:
            asked_work = _work(job, opened, arranged, wanted)
            done = job.done(len(arranged.units))
            notes = tuple(before.notes_of(model, opened))
            planned = Planned(opened.path, (opened.height, opened.width), arranged, notes, len(done), sum(done))
            show(planned)
            count(sum(done), len(done))
            with _pinned(threads), ExitStack() as over:
                indexes = (index for index, finished in enumerate(done) if not finished)
                if asked.ray is not None:
                    where = over.enter_context(
                        cluster(asked.ray, workers=asked.workers, threads=threads, device=model.device.type)
                    )
                    show(where)
                    running = work_on_ray(model, opened, asked_work, indexes, where)
                elif asked.workers > 1:
                    running = work_in_processes(
                        model, reading, asked_work, indexes, workers=asked.workers, threads=threads
                    )
                else:
                    running = work(model, opened, asked_work, indexes)
                _run(running, job, asked_work, opened, planned, count)
            dressing = Dressing(
                opened.place, arranged.meaning.nodata, names, notes=before.metadata_of(model, names, arranged)
            )
            made = finish(asked_work.labels, asked_work.shares, wanted, dressing, threads=torch.get_num_threads())
            job.finish()
        finally:
            job.leave()
    finally:
        opened.close()
    others = tuple(path for path in (wanted.probabilities, wanted.polygons) if path is not None)
    return Prediction(
        wanted.labels, planned, made.classes, made.nodata, others, made.polygons, time.monotonic() - begun
    )


def _run(
    running: Iterator[int], job: Job, asked: Work, scene: Scene, planned: Planned, count: Callable[[int, int], None]
) -> None:
    """Note what is done, now and then; whatever stops it, what was done until then is noted."""
    files = [canvas.path for canvas in (asked.labels, asked.shares) if canvas is not None]
    fresh: list[int] = []
    finished, due = planned.done, time.monotonic() + EVERY
    try:
        for index in running:
            fresh.append(index)
            finished += 1
            if time.monotonic() >= due:
                scene.unchanged()
                job.mark(fresh, files)
                fresh, due = [], time.monotonic() + EVERY
            count(finished, planned.pieces)
        scene.unchanged()
        job.mark(fresh, files)
    except KeyboardInterrupt:
        scene.unchanged()
        job.mark(fresh, files)
        raise Stopped(
            f"stopped; {finished:,} of {planned.pieces:,} pieces are kept in {job.folder}, and the same command goes on"
        ) from None


@contextmanager
def _pinned(threads: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _work(job: Job, scene: Scene, arranged: Arranged, wanted: Wanted) -> Work:
    meaning = arranged.meaning
    kind = "uint8" if meaning.nodata == 255 else "uint16"
    labels = Canvas(job.folder / "labels.raw", 1, scene.height, scene.width, kind)
    shares = None
    if wanted.probabilities is not None:
        shares = Canvas(job.folder / "shares.raw", meaning.classes, scene.height, scene.width, "uint8")
    for canvas in (labels, shares):
        if canvas is not None:
            with told(canvas.path):
                canvas.make()
    return Work(arranged.units, meaning, labels, shares)
