"""The network of a run again, with its best weights."""

from __future__ import annotations

from convscope.errors import BrokenRun
from convscope.model import Model
from convscope.models import build
from convscope.models.detectors import plainly
from convscope.picture import InputContract
from convscope.runs import Run
from convscope.training.head import give_outputs


def model_of_run(run: Run) -> Model:
    """Build a run's network, give it the last layer that it was trained with, and load the best weights.

    Raises `BrokenRun` where the weights are not this network's.
    """
    record = run.record
    module = build(record.model, classes=len(record.classes)).module
    weights = run.weights()
    kernel = f"{record.head.get('layer', '')}.weight"
    own = module.state_dict().get(kernel)
    if own is not None and kernel in weights and len(own) != len(weights[kernel]):
        give_outputs(module, record.head["layer"], len(weights[kernel]))
    try:
        module.load_state_dict(weights)
    except RuntimeError as error:
        reasons = str(error).strip().splitlines()
        reason = reasons[1].strip() if len(reasons) > 1 else reasons[0]
        raise BrokenRun(
            f"the weights in {run.folder} are not those of {record.model}: {reason}",
            fix="the network's code has changed since; train it again",
        ) from error
    if record.answers == "box":
        plainly(module)
    contract = InputContract.from_dict(record.contract)
    return Model(
        module.eval(),
        contract,
        record.classes,
        record.model,
        trained=True,
        answers=record.answers,
        colours=record.colours,
    )
