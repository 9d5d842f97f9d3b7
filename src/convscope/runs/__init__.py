"""The run folder: the only code that knows its format.

In: where a run is to be kept, and what happens in it. Out: a `Run` on disk: ``run.json`` (what was asked, what came
out), ``metrics.jsonl`` (a line an epoch), weights, a checkpoint, the answers on the test set, ``history/``, TensorBoard
events. Start at `run.py`; `writing.py` makes one, `durable.py` and `lock.py` keep it whole.
"""

from convscope.runs.comparison import Comparison, compare
from convscope.runs.export import export_run
from convscope.runs.listing import Listed, list_runs
from convscope.runs.run import Run, open_run
from convscope.runs.silent import SilentWriter
from convscope.runs.statistics import Statistics
from convscope.runs.writing import RunWriter, continue_run, create_run, is_run, refuse_occupied

__all__ = [
    "Comparison",
    "Listed",
    "Run",
    "RunWriter",
    "SilentWriter",
    "Statistics",
    "compare",
    "continue_run",
    "create_run",
    "export_run",
    "is_run",
    "list_runs",
    "open_run",
    "refuse_occupied",
]
