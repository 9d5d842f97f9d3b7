"""What the last layer reads of each picture."""

from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.picture import InputContract
from convscope.training import features
from convscope.training.computation import Computation
from convscope.training.features import features_of, without
from convscope.training.loop import Part
from convscope.training.views import answer


def net() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(32, 2)
    )


@pytest.fixture
def part() -> Part:
    pictures = torch.randint(0, 256, (40, 8, 8, 1), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    return Part(pictures, torch.arange(40).flip(0), torch.zeros(40, dtype=torch.long), InputContract(1, 8, 8))


def test_the_head_times_them_is_the_networks_answer(part: Part) -> None:
    """Of the part's rows in their order, over several batches; the module and its mode are as they were."""
    module = net().train()
    found = features_of(module, part, "5")
    assert module.training and isinstance(module[5], nn.Linear)
    module.eval()
    with torch.no_grad():
        torch.testing.assert_close(module[5](found), module(part.batch(torch.arange(40))[0]))


def test_of_several_views_it_is_the_mean(part: Part) -> None:
    """Of which the head makes the mean of its answers."""
    module = net().eval()
    with torch.no_grad():
        answers = answer(module, part.batch(torch.arange(40))[0], "mirrored-and-shifted")
        torch.testing.assert_close(module[5](features_of(module, part, "5", views="mirrored-and-shifted")), answers)


def test_another_way_of_computing_rounds_and_no_more(part: Part) -> None:
    """bfloat16, channels last, comes to the same features but for about a hundredth of them; they are float32."""
    exact = features_of(net(), part, "5")
    found = features_of(net(), part, "5", computation=Computation("bfloat16", "channels_last"))
    assert found.dtype == torch.float32 and not torch.equal(found, exact)
    torch.testing.assert_close(found, exact, rtol=0.02, atol=0.02)


def test_many_features_lie_in_a_file_that_nobody_has_to_remove(
    part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same numbers; the folder of caches shows no file, so that a killed process leaves none."""
    near = features_of(net(), part, "5")
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path))
    monkeypatch.setattr(features, "BUDGET", 100)
    far = features_of(net(), part, "5")
    assert torch.equal(near, far)
    assert (tmp_path / "pictures").is_dir() and far.untyped_storage().data_ptr() != near.untyped_storage().data_ptr()
    assert not list((tmp_path / "pictures").iterdir())


def test_fewer_at_once_where_memory_runs_out(part: Part) -> None:
    """Half, and half again; the features are the same."""

    class Narrow(nn.Module):
        def forward(self, features: torch.Tensor) -> torch.Tensor:
            if len(features) > 5:
                raise torch.OutOfMemoryError("out of memory")
            return features

    module = nn.Sequential(*net()[:5], Narrow(), net()[5])
    torch.testing.assert_close(features_of(module, part, "6"), features_of(net(), part, "5"))


def test_the_head_comes_back_after_an_error() -> None:
    """Also where the network takes no such pictures."""
    module = net()
    with pytest.raises(RuntimeError, match="channels"), without(module, "5"):
        module(torch.zeros(1, 2, 8, 8))
    assert isinstance(module[5], nn.Linear)
