"""The network of a run again, with its best weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.errors import BrokenRun, ConvscopeError
from convscope.model import Model
from convscope.models import build
from convscope.models.detectors import plainly
from convscope.picture import InputContract
from convscope.runs import Run
from convscope.training.head import give_outputs

if TYPE_CHECKING:
    from torch import Tensor, nn


def model_of_run(run: Run) -> Model:
    """Build a run's network, give it the last layer that it was trained with, and load the best weights.

    Raises `BrokenRun` where the weights are not this network's.
    """
    return model_with(run, run.weights())


def model_with(run: Run, weights: Mapping[str, Tensor]) -> Model:
    """Build a run's network with other weights of it: those of a moment of its history, say.

    Raises `BrokenRun` where the weights are not this network's.
    """
    record = run.record
    kernel = f"{record.head.get('layer', '')}.weight"
    module = module_of_run(run, len(weights[kernel]) if kernel in weights else None)
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
        several=run.several,
    )


def moved(made: str, spelling: str, error: ConvscopeError) -> ConvscopeError:
    """Say of what was ``made`` by a file of the user's own that it is not found from here; any other fault as it is."""
    path = spelling.partition(".py:")[0] + ".py"
    if ".py:" not in spelling or Path(path).is_absolute() or Path(path).exists():
        return error
    return ConvscopeError(
        f"{made} was made with {spelling}, and there is no {path} here", fix="go to the folder where it was made"
    )


def module_of_run(run: Run, outputs: int | None) -> nn.Module:
    """Build a run's network without its weights; where its last layer was a new one, of so many outputs."""
    record = run.record
    try:
        module = build(record.model, classes=len(record.classes)).module
    except ConvscopeError as error:
        raise moved(str(run.folder), record.model, error) from error
    own = module.state_dict().get(f"{record.head.get('layer', '')}.weight")
    if own is not None and outputs is not None and len(own) != outputs:
        give_outputs(module, record.head["layer"], outputs)
    return module
