"""LeNet-5 of 1998: trained pools, the connection table, squashing, distances to fixed codes."""

import pytest
import torch

from convscope.models.zoo.lenet5_1998 import (
    TABLE_I,
    LeNet5Of1998,
    PartialConvolution,
    RadialBasis,
    Squash,
    Subsampling,
    class_codes,
)
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """C1 156, S2 12, C3 1,516, S4 32, C5 48,120, F6 10,164, the output none: 60,000 (section II.B)."""
    module = LeNet5Of1998()
    counts = [
        sum(parameter.numel() for parameter in part.parameters())
        for part in (module.c1, module.s2, module.c3, module.s4, module.c5, module.f6, module.output)
    ]
    assert counts == [
        6 * (25 + 1),
        6 * 2,
        60 * 25 + 16,
        16 * 2,
        120 * (16 * 25 + 1),
        84 * (120 + 1),
        0,
    ]
    assert sum(counts) == sum(parameter.numel() for parameter in module.parameters()) == 60_000


def test_macs_by_hand() -> None:
    """28·28·6·25 + 10·10·60·25 + 120·400 + 84·120 + 10·84 = 326,520: C3 costs its 60 kernels, not 96."""
    network = trace(LeNet5Of1998(), (1, 32, 32))
    assert sum(layer.macs for layer in network if layer.name.startswith("c3.")) == 150_000
    assert network.macs == 117_600 + 150_000 + 48_000 + 10_080 + 840


def test_the_table_is_the_papers() -> None:
    """60 connections: six maps take 3 neighbours, six 4, three 4 apart, the last all; each map of S2 feeds ten."""
    assert [len(taken) for taken in TABLE_I] == [3] * 6 + [4] * 9 + [6]
    assert sum(len(taken) for taken in TABLE_I) == 60
    assert all(set(TABLE_I[k]) == {(k + step) % 6 for step in range(3)} for k in range(6))
    assert all(set(TABLE_I[6 + k]) == {(k + step) % 6 for step in range(4)} for k in range(6))
    assert TABLE_I[15] == (0, 1, 2, 3, 4, 5)
    assert [sum(one in taken for taken in TABLE_I) for one in range(6)] == [10] * 6


@pytest.mark.parametrize("one", range(16))
def test_each_map_of_c3_sees_the_maps_the_table_gives_it(one: int) -> None:
    """The gradient of a C3 map reaches those of S2's maps, and no others; map 15 sees all six."""
    torch.manual_seed(0)
    maps = torch.rand(1, 6, 14, 14, requires_grad=True)
    PartialConvolution()(maps)[0, one].sum().backward()
    assert maps.grad is not None
    assert tuple(maps.grad[0].abs().sum((1, 2)).nonzero().flatten().tolist()) == TABLE_I[one]


def test_subsampling_is_the_papers_formula() -> None:
    """(1 + 2 + 3 + 4)·coefficient + bias, a coefficient and a bias a map."""
    pool = Subsampling(2)
    maps = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).expand(1, 2, 2, 2)
    with torch.no_grad():
        pool.coefficient.copy_(torch.tensor([0.5, -1.0]).reshape(2, 1, 1))
        pool.bias.copy_(torch.tensor([1.0, 3.0]).reshape(2, 1, 1))
        assert pool(maps).flatten().tolist() == [6.0, -7.0]


def test_squashing_keeps_plus_and_minus_one() -> None:
    """f(±1) = ±1 with A = 1.7159 and S = 2/3, and no answer exceeds A (appendix A)."""
    squashed = Squash()(torch.tensor([-100.0, -1.0, 0.0, 1.0, 100.0]))
    torch.testing.assert_close(squashed, torch.tensor([-1.7159, -1.0, 0.0, 1.0, 1.7159]), rtol=0, atol=1e-4)


def test_a_code_is_at_no_distance_from_itself() -> None:
    """A class's own code scores 0; every other class scores minus four for each pixel that differs."""
    codes = class_codes(10)
    scores = RadialBasis(codes)(codes)
    differing = (codes[:, None] != codes[None]).sum(2)
    assert torch.equal(scores, -4.0 * differing)
    assert torch.equal(scores.argmax(1), torch.arange(10))


def test_scores_are_minus_squared_distances() -> None:
    """Multiplied out or not, −Σ(x − w)² is the same."""
    torch.manual_seed(0)
    codes, features = class_codes(10), torch.randn(3, 84)
    expected = -(features[:, None] - codes).square().sum(2)
    torch.testing.assert_close(RadialBasis(codes)(features), expected)


def test_codes_are_fixed_pictures() -> None:
    """Ten codes of 84 times ±1, no two alike, kept with the weights and not trained; more classes keep these ten."""
    module = LeNet5Of1998(classes=12)
    assert "output.codes" in module.state_dict()
    codes = module.output.codes
    assert codes.shape == (12, 84) and set(codes.flatten().tolist()) == {-1.0, 1.0}
    assert len({tuple(code.tolist()) for code in codes}) == 12
    assert torch.equal(codes[:10], class_codes(10)) and torch.equal(codes, class_codes(12))


def test_channels_and_classes_can_be_others() -> None:
    """A colour LeNet of 7 classes takes 3 channels and gives 7 scores."""
    with torch.no_grad():
        assert LeNet5Of1998(channels=3, classes=7)(torch.zeros(2, 3, 32, 32)).shape == (2, 7)


def test_a_step_lowers_the_loss() -> None:
    """One small step of SGD lowers the loss on the batch it was taken on."""
    torch.manual_seed(0)
    module, images, labels = LeNet5Of1998(), torch.rand(4, 1, 32, 32), torch.arange(4)
    optimiser = torch.optim.SGD(module.parameters(), lr=1e-4)
    before = torch.nn.functional.cross_entropy(module(images), labels)
    before.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    assert torch.nn.functional.cross_entropy(module(images), labels) < before
