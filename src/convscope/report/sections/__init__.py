"""Sections that tell of a run, each from what the run folder holds, so that a run's report and the tour's share them.

In: a `Run`, its `Dataset` or a picture. Out: `Section`s, or None where there is nothing to tell. Start at
`asked.py`; `../of_run.py` puts them in order.
"""

from convscope.report.sections.asked import asked, same_again
from convscope.report.sections.boxes import boxes
from convscope.report.sections.errors import errors
from convscope.report.sections.learnt import learnt
from convscope.report.sections.one_unit import one_unit
from convscope.report.sections.pixels import pixels
from convscope.report.sections.sureness import sureness
from convscope.report.sections.weights import figures, first_kernels

__all__ = [
    "asked",
    "boxes",
    "errors",
    "figures",
    "first_kernels",
    "learnt",
    "one_unit",
    "pixels",
    "same_again",
    "sureness",
]
