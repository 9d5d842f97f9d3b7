"""All that a training goes on from, as plain nested values: of the learner, and of torch's own random numbers."""

from __future__ import annotations

from typing import Any

import torch

from convscope.training.learner import Learner


def captured(learner: Learner) -> dict[str, Any]:
    """Take the state of the module, of what moves it, and of the random numbers, which dropout draws from.

    Tensors are not copied: they are to be written at once.
    """
    random = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        random |= {f"cuda:{number}": state for number, state in enumerate(torch.cuda.get_rng_state_all())}
    return {"module": dict(learner.module.state_dict()), "learner": learner.state_dict(), "random": random}


def restore(learner: Learner, state: dict[str, Any]) -> None:
    """Put a learner that was set up as the first one, and the random numbers, into a state that `captured` took."""
    learner.module.load_state_dict(state["module"])
    learner.load_state_dict(state["learner"])
    torch.set_rng_state(state["random"]["cpu"])
    for name, numbers in state["random"].items():
        if name != "cpu" and torch.cuda.is_available() and int(name[5:]) < torch.cuda.device_count():
            torch.cuda.set_rng_state(numbers, name)
