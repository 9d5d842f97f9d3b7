"""The run folder: the only code that knows its format.

In: where a run is to be kept, and what happens in it. Out: a `Run` on disk: ``run.json`` (what was asked, what came
out), ``metrics.jsonl`` (a line an epoch), ``weights.safetensors``, ``predictions.safetensors`` (of the test set),
``history/`` (weights on the way), TensorBoard events. Start at `run.py`; `writing.py` makes one.
"""

from convscope.runs.run import Run, open_run
from convscope.runs.writing import RunWriter, create_run, refuse_occupied

__all__ = ["Run", "RunWriter", "create_run", "open_run", "refuse_occupied"]
