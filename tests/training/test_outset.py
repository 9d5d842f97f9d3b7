"""What a training begins with."""

import pytest
import torch

from convscope.data import Dataset, Noted
from convscope.training import Event, Recipe, default_recipe, recipe_for
from convscope.training.outset import learner_of, own_recipe
from convscope.training.prepare import prepare


def test_the_recipe_is_the_data_sets_unless_the_network_has_weights() -> None:
    """Of a network that comes trained, that of fine-tuning; of several labels, theirs; some networks have their own."""
    assert own_recipe("lenet5", "digits", several=False) == default_recipe("digits")
    assert own_recipe("lenet5:mnist", "digits", several=False) == recipe_for("fine-tune")
    assert own_recipe("digitnet", "mnist", several=False) == recipe_for("mnist-digitnet") != recipe_for("mnist")
    assert own_recipe("lenet5", "mine", several=True) == recipe_for("multi-label")


@pytest.mark.parametrize("balance", ["weights", "sampling"])
def test_what_learns_counts_classes_as_the_recipe_says_and_it_is_said(small: Dataset, balance: str) -> None:
    """Weights in the loss, or chances of being drawn."""
    recipe = Recipe(balance=balance)  # type: ignore[arg-type]
    prepared = prepare(small, "linear", recipe, seed=0, device=torch.device("cpu"))
    events: list[Event] = []
    learner = learner_of(prepared.model.module, prepared, recipe, seed=0, on_event=events.append)
    assert (learner.chances is not None) == (balance == "sampling")
    assert (getattr(learner.loss, "weights", None) is not None) == (balance == "weights")
    assert [type(event) for event in events] == [Noted]
