"""What a network makes of a picture at a layer."""

import pytest
import torch
from torch import nn

from convscope.apply.retrieval.features import Turned, features_at, weights_hash
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract


def made(*layers: nn.Module) -> Model:
    return Model(nn.Sequential(*layers).eval(), InputContract(1, 6, 6), (), "own")


def test_by_default_it_is_what_the_last_linear_layer_reads() -> None:
    """Of length 9: the pooled map, flat."""
    model = made(nn.Conv2d(1, 1, 3), nn.AdaptiveAvgPool2d(3), nn.Flatten(), nn.Linear(9, 2))
    x = torch.rand(2, 1, 6, 6)
    assert torch.equal(features_at(model)(x), model.module[:3](x))  # type: ignore[index]


def test_maps_are_averaged_over_their_places() -> None:
    """(N, channels), of any layer."""
    model = made(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(64, 2))
    x = torch.rand(2, 1, 6, 6)
    assert torch.allclose(features_at(model, "0")(x), model.module[0](x).mean((2, 3)))  # type: ignore[index]


@pytest.mark.parametrize(("height", "width", "turns"), [(6, 6, (0, 1, 2, 3)), (6, 8, (0, 2))])
def test_a_picture_turned_has_the_same_features(height: int, width: int, turns: tuple[int, ...]) -> None:
    """By quarters where pictures are square, else by halves; the mean of what each turn gives, of length 1."""
    features = features_at(made(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.LazyLinear(2)), "0")
    features.body = nn.Sequential(*list(features.body)[:1])  # type: ignore[call-overload]
    x = torch.rand(2, 1, height, width)
    found = Turned(features)(x)
    one_by_one = [features(x.rot90(turn, (2, 3))) for turn in turns]
    by_hand = sum(one / one.norm(dim=1, keepdim=True) for one in one_by_one) / len(turns)
    assert torch.allclose(found, by_hand)
    assert torch.allclose(Turned(features)(x.rot90(turns[1], (2, 3))), found, atol=1e-6)


def test_a_network_without_a_linear_layer_last_needs_a_layer() -> None:
    """The sentence says how to name one."""
    with pytest.raises(ConvscopeError, match="choose a layer with --layer NAME"):
        features_at(made(nn.Conv2d(1, 4, 3), nn.Flatten()))


def test_a_weight_that_changes_changes_the_hash() -> None:
    """In its last digit."""
    module = nn.Linear(2, 2)
    before = weights_hash(module)
    with torch.no_grad():
        module.weight[0, 0] += 1e-6
    assert weights_hash(module) != before
