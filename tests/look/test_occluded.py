"""Answers with a part hidden: captum's numbers, whichever way is taken."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torchvision import models

from convscope.errors import ConvscopeError
from convscope.look import occluded as module_under_test
from convscope.look.occluded import Occluded, occluded, windows
from convscope.look.units import answering, asked
from convscope.network.partial import PartialRuns
from convscope.network.reached import Rectangles
from convscope.network.recording import record


def hidden(module: nn.Module, images: Tensor, window: int, stride: int, unit: int) -> Occluded:
    recorded = record(module, images, keep=True)
    answer = answering(recorded.network)
    units = asked(answer, recorded.outputs[answer.index], unit=unit)
    changes = windows((images.shape[2], images.shape[3]), window, stride)
    return occluded(module, recorded, units, changes, torch.zeros(images.shape[1]))


@pytest.mark.parametrize(("window", "stride"), [(16, 8), (20, 7), (5, 5)])
def test_attributions_are_captums(window: int, stride: int) -> None:
    """ResNet-18 on 64 × 48, windows that divide and such that stick out: the same numbers for every pixel."""
    attr = pytest.importorskip("captum.attr")
    torch.manual_seed(0)
    module = models.resnet18(num_classes=10).eval()
    images = torch.rand(1, 3, 64, 48)
    found = hidden(module, images, window, stride, 4).attribution(64, 48)
    with torch.no_grad():
        expected = attr.Occlusion(module).attribute(
            images, sliding_window_shapes=(3, window, window), strides=(3, stride, stride), target=4,
            perturbations_per_eval=8,
        )[0]  # fmt: skip
    np.testing.assert_allclose(found, expected.mean(0).numpy(), rtol=1e-3, atol=1e-5)


def test_windows_hide_every_pixel() -> None:
    """At least once, whatever sizes and strides."""
    for size, window, stride in [((10, 8), 4, 3), ((9, 9), 9, 1), ((7, 30), 5, 5), ((1, 1), 1, 1)]:
        seen = np.zeros(size)
        changes = windows(size, window, stride)
        for top in changes.tops:
            for left in changes.lefts:
                seen[top : top + window, left : left + window] += 1
        assert seen.min() >= 1 and max(changes.tops) < size[0] and max(changes.lefts) < size[1]


@pytest.mark.parametrize(("window", "stride"), [(0, 1), (11, 1), (4, 0), (4, 5)])
def test_windows_that_do_not_fit_are_told(window: int, stride: int) -> None:
    """Larger than the picture, or steps that leave pixels out."""
    with pytest.raises(ConvscopeError, match="came"):
        windows((10, 12), window, stride)


def test_a_pixel_has_the_mean_of_the_windows_that_hide_it() -> None:
    """By hand: windows of 2 by steps of 1 in a row of 3, answers 10, and 7 and 4 with one hidden: 3, 4.5, 6."""
    found = Occluded(Rectangles((0,), (0, 1), (1, 2)), 10.0, np.array([[7.0, 4.0]]))
    assert found.attribution(1, 3).tolist() == [[3.0, 4.5, 6.0]]


def test_a_way_that_errs_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were running in part wrong, the plain run would be taken, and its numbers be right."""
    torch.manual_seed(0)
    module = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 14 * 14, 3)).eval()
    images = torch.rand(1, 1, 16, 16)
    right = hidden(module, images, 4, 4, 0)

    class Wrong(PartialRuns):
        def answers(self, places: Sequence[tuple[int, int]], fill_C: Tensor) -> Tensor:
            return super().answers(places, fill_C) + 1  # type: ignore[no-any-return]

    monkeypatch.setattr(module_under_test, "PartialRuns", Wrong)
    np.testing.assert_allclose(hidden(module, images, 4, 4, 0).values, right.values, rtol=1e-5)


def test_progress_is_told_to_the_end() -> None:
    """After each batch, of all places."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2 * 30 * 30, 3)).eval()
    recorded = record(module, torch.rand(1, 1, 32, 32), keep=True)
    answer = answering(recorded.network)
    units = asked(answer, recorded.outputs[answer.index])
    told: list[tuple[int, int]] = []
    occluded(module, recorded, units, windows((32, 32), 4, 2), torch.zeros(1), lambda *now: told.append(now))
    assert told[-1] == (225, 225) and [done for done, _ in told] == sorted({done for done, _ in told})


def test_numbers_that_are_none_are_told() -> None:
    """Of broken weights."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, 3)).eval()
    nn.init.constant_(module[2].get_parameter("bias"), float("nan"))
    with pytest.raises(ConvscopeError, match="not finite"):
        hidden(module, torch.rand(1, 1, 8, 8), 4, 4, 0)
