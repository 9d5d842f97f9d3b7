"""Any spelling of a model to a `Model`: a run folder, a zoo name, ``torchvision:NAME``, ``net.py:Net``."""

from __future__ import annotations

from pathlib import Path

from convscope.errors import BrokenRun
from convscope.model import Model
from convscope.models import build
from convscope.picture import InputContract
from convscope.runs import Run, open_run


def load(spelling: str, *, input_shape: tuple[int, ...] | None = None) -> Model:
    """Load a model ready for use: a run with its best weights, any other spelling with random ones.

    ``input_shape``, (channels, height, width), is needed where the network does not say what it is made for. A network
    that is not from a run has no class names and no scaling but 0 … 1.

    >>> load("lenet5").contract.input_shape
    (1, 32, 32)
    """
    if is_run(spelling):
        return _from_run(open_run(spelling))
    built = build(spelling)
    channels, height, width = built.shape(input_shape)
    return Model(built.module.eval(), InputContract(channels, height, width), (), spelling)


def is_run(spelling: str) -> bool:
    """Whether a spelling names a folder, and so a run."""
    return Path(spelling).is_dir()


def _from_run(run: Run) -> Model:
    record = run.record
    built = build(record.model, classes=len(record.classes))
    weights = run.weights()
    try:
        built.module.load_state_dict(weights)
    except RuntimeError as error:
        reasons = str(error).strip().splitlines()
        reason = reasons[1].strip() if len(reasons) > 1 else reasons[0]
        raise BrokenRun(
            f"the weights in {run.folder} are not those of {record.model}: {reason}",
            fix="the network's code has changed since; train it again",
        ) from error
    return Model(built.module.eval(), InputContract.from_dict(record.contract), record.classes, record.model)
