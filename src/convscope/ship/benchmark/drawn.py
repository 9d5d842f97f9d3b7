"""A benchmark as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.draw.chart import Bars, Chart, Line, Lines, Panel

if TYPE_CHECKING:
    from convscope.ship.benchmark.bench import Benchmark


def chart(found: Benchmark) -> Chart:
    """Draw medians and 99th percentiles beside the least time that the machine's peaks allow, and throughput."""
    groups = [one.name.replace(", ", ",\n") for one in found.measured]
    times = {"median": [one.p50 for one in found.measured], "99th percentile": [one.p99 for one in found.measured]}
    sentence = found.advice[0].upper() + found.advice[1:] + "."
    if found.roofline is not None:
        least = max(found.roofline.compute_ms, found.roofline.memory_ms)
        groups.append("the machine's\npeaks")
        times = {name: [*values, least] for name, values in times.items()}
    panels: list[Panel] = [Bars("Milliseconds a picture, one at a time", groups, times)]
    lines = []
    for tone, one in enumerate(found.measured):
        for threads in sorted({pace.threads for pace in one.paces}, reverse=True):
            paces = [pace for pace in one.paces if pace.threads == threads]
            told = one.name if threads == found.threads else f"{one.name}, {threads} thread"
            y = [pace.pictures_a_second for pace in paces]
            lines.append(Line(told, [p.batch for p in paces], y, dashed=threads != found.threads, tone=tone))
    if any(len(line.x) > 1 for line in lines):
        panels.append(Lines("Pictures a second", "pictures at once", lines, logarithmic=True))
    height, width = found.input_shape[1:]
    title = f"{found.target} at {height} × {width}, {found.threads} thread{'s' * (found.threads > 1)}"
    return Chart(title, sentence, tuple(panels))
