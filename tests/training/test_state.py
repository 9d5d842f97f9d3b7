"""All that a training goes on from."""

from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.picture import InputContract
from convscope.runs.checkpoint import load_checkpoint, save_checkpoint
from convscope.training import Recipe
from convscope.training.learner import Learner, learner_for
from convscope.training.loop import Part, train_epoch
from convscope.training.losses import loss_for
from convscope.training.passage import Passage
from convscope.training.state import captured, restore

PICTURES = torch.randint(0, 256, (44, 8, 8, 1), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
PART = Part(PICTURES, torch.arange(44), torch.arange(44) % 3, InputContract(1, 8, 8, mean=(0.5,), std=(0.25,)))
ADAM = Recipe(epochs=3, batch_size=8, shift=0.1, rotate=9.0, flip=0.5)


def fresh(recipe: Recipe) -> Learner:
    """Batch norm has statistics, dropout draws from torch's own random numbers."""
    module = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout(0.3), nn.Flatten(), nn.Linear(144, 3)
    )
    return learner_for(module, recipe, pictures=44, seed=5, loss=loss_for(recipe, classes=3))


RECIPES = {
    "adamw": ADAM,
    "averaged": ADAM.with_settings({"moving_average": "0.9"}),
    "lookahead": ADAM.with_settings({"lookahead": "2"}),
    "muon": ADAM.with_settings({"optimizer": "muon", "learning_rate": "0.02", "schedule": "linear"}),
    "skipping": ADAM.with_settings({"skip_easy": "0.08", "skip_after": "0"}),
    "muon and sgd": ADAM.with_settings({"optimizer": "muon", "bias_rate": "0.5", "head_rate": "2"}),
    "sgd": ADAM.with_settings({"optimizer": "sgd", "schedule": "cosine"}),
}


@pytest.mark.parametrize("batches", [1, 3, 6])
@pytest.mark.parametrize("name", RECIPES)
def test_an_epoch_goes_on_from_any_batch_to_the_same_bits(tmp_path: Path, name: str, batches: int) -> None:
    """Stopped after some of six batches, written, read by another learner: two epochs on, nothing differs."""
    torch.manual_seed(0)
    one, passage = fresh(RECIPES[name]), Passage()

    def save(_: int) -> None:
        if passage.batches == batches:
            state = {**captured(one), "passage": passage.state_dict()}
            save_checkpoint(tmp_path / "c", state)

    expected = [train_epoch(one, PART, after_batch=save, passage=passage)]
    expected.append(train_epoch(one, PART, after_batch=lambda _: None))
    torch.manual_seed(99)  # another process: other weights, other random numbers
    other, state = fresh(RECIPES[name]), load_checkpoint(tmp_path / "c")
    restore(other, state)
    figures = [train_epoch(other, PART, after_batch=lambda _: None, passage=Passage.from_state(state["passage"]))]
    figures.append(train_epoch(other, PART, after_batch=lambda _: None))
    assert figures == expected
    with one.evaluated() as module, other.evaluated() as same:
        for key, tensor in module.state_dict().items():
            assert torch.equal(tensor, same.state_dict()[key]), key
    assert torch.equal(one.generator.get_state(), other.generator.get_state())
