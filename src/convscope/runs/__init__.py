"""The run folder: the only code that knows its format.

In: where a run is to be kept, and what happens in it. Out: a `Run` on disk: ``run.json`` (what was asked, what came
out), ``metrics.jsonl`` (a line an epoch), weights, a checkpoint, the answers on the test set, ``history/``, TensorBoard
events. Start at `run.py`; `writing.py` makes one, `durable.py` and `lock.py` keep it whole.
"""

from convscope.runs.run import Run, open_run
from convscope.runs.writing import RunWriter, continue_run, create_run, is_run, refuse_occupied

__all__ = ["Run", "RunWriter", "continue_run", "create_run", "is_run", "open_run", "refuse_occupied"]
