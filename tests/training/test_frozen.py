"""The first layers of a network with weights stay as they are."""

from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.network import trace
from convscope.runs import Run
from convscope.training import Recipe, Setup, train
from convscope.training.events import Event, Step
from convscope.training.frozen import freeze
from convscope.training.train import Stopped

RECIPE = Recipe(epochs=2, frozen=0.4, moving_average=0.5, optimizer="adamw")


class Twice(nn.Module):
    """Its first convolution is called twice, and stands last among the children."""

    def __init__(self) -> None:
        super().__init__()
        self.fc, self.norm, self.conv = nn.Linear(8 * 8, 2), nn.BatchNorm2d(1), nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        return self.fc(self.norm(self.conv(self.conv(images_NCHW))).flatten(1))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("share", "frozen"), [(0.0, ()), (0.3, ()), (0.4, ("conv",)), (0.7, ("conv", "norm")), (0.99, ("conv", "norm"))]
)
def test_layers_count_once_as_they_run_and_the_last_one_never(share: float, frozen: tuple[str, ...]) -> None:
    """Not as the module lists them; and nothing else is frozen."""
    module = Twice()
    assert freeze(module, trace(module, (1, 8, 8)), share) == frozen
    still = {name.partition(".")[0] for name, weight in module.named_parameters() if not weight.requires_grad}
    assert still == set(frozen)


def test_training_leaves_them_to_the_bit_and_goes_on_after_a_stop(small: Dataset, tmp_path: Path) -> None:
    """Two of five layers of a LeNet-5 that comes trained; of one without weights nothing is frozen."""

    def same_layers(run: Run) -> set[str]:
        before, after = run.history()[0], run.weights()
        return {name.partition(".")[0] for name in after if torch.equal(before[name], after[name])}

    whole = train(small, model="lenet5:mnist", out=tmp_path / "whole", recipe=RECIPE, setup=Setup(tune="off"))
    assert same_layers(whole) == {"conv1", "conv2"}

    def stop(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 2:
            raise KeyboardInterrupt

    setup = Setup(tune="off", resume=True)
    with pytest.raises(Stopped):
        train(small, model="lenet5:mnist", out=tmp_path / "cut", recipe=RECIPE, setup=setup, on_event=stop)
    again = train(small, model="lenet5:mnist", out=tmp_path / "cut", recipe=RECIPE, setup=setup)
    assert all(torch.equal(weight, again.weights()[name]) for name, weight in whole.weights().items())
    assert again.record.results == whole.record.results
    fresh = train(small, model="lenet5", out=tmp_path / "fresh", recipe=RECIPE, setup=Setup(tune="off"))
    assert same_layers(fresh) == set()
