"""Whether a run is right as often as it is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.draw import panel_svg
from convscope.draw.chart import Bars
from convscope.look import calibration
from convscope.report.blocks import Curves, Facts, Prose
from convscope.report.page import Section

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


def sureness(run: Run, dataset: Dataset) -> Section:
    """Show the reliability diagram and the expected calibration error of the test answers."""
    found = calibration(run, dataset)
    bins = len(found.counts)
    shares = (found.counts / max(int(found.counts.sum()), 1)).tolist()
    edges = [f"{(number + 0.5) / bins:.0%}" if number % 7 == 0 else "" for number in range(bins)]
    subject = "yes-or-nos" if found.several else "answers"
    spread = Bars(f"how many {subject} at each probability", edges, {subject: shares}, percent=True, told=False)
    return Section(
        "How sure it is",
        [
            Facts([(f"{found.error:.2%}", "expected calibration error")]),
            Curves([panel_svg(found.panel()), panel_svg(spread)]),
            Prose(f"{found.sentence} (Guo, Pleiss, Sun and Weinberger, 2017.)"),
        ],
    )
