"""A network after changes is the network that the changed code would make."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError, ShapesDoNotFit, UnknownName
from convscope.network import Network, trace
from convscope.network.amend import amended
from convscope.network.changes import Added, Argument, Around, Change, Dropped, InputSize

Wire = Callable[..., nn.Module]


def parts(padding: int = 0, middle: nn.Module | None = None, features: int = 8 * 3 * 3) -> nn.Sequential:
    first, rest = nn.Conv2d(3, 8, 3, padding=padding), [nn.MaxPool2d(3), nn.Flatten(), nn.Linear(features, 5)]
    return nn.Sequential(first, nn.ReLU() if middle is None else middle, *rest)


def same(one: Network, two: Network) -> bool:
    return [(a.operator, a.output_shape, a.macs, a.parameters, a.windows, a.receptive_field) for a in one] == [
        (b.operator, b.output_shape, b.macs, b.parameters, b.windows, b.receptive_field) for b in two
    ] and (one.parameters, one.memory())[:1] == (two.parameters, two.memory())[:1]


CASES: list[tuple[Change, nn.Module]] = [
    (Argument("0", "padding", 1), parts(1)),
    (Argument("0", "padding", 4), parts(4, features=8 * 5 * 5)),
    (Around("1", kept=False), parts(0, nn.Sequential())),
    (Around("1", after=(Added("GELU"),), kept=False), parts(0, nn.GELU())),
    (Around("1", after=(Added("BatchNorm2d", (8,)),)), parts(0, nn.Sequential(nn.ReLU(), nn.BatchNorm2d(8)))),
    (Around("1", before=(Added("BatchNorm2d", (8,)),)), parts(0, nn.Sequential(nn.BatchNorm2d(8), nn.ReLU()))),
    (Around("4", after=(Added("Linear", (72, 9)), Added("Linear", (9, 5))), kept=False),
     nn.Sequential(*parts()[:4], nn.Linear(72, 9), nn.Linear(9, 5))),
]  # fmt: skip


@pytest.mark.parametrize(("change", "made"), CASES, ids=[str(change) for change, _ in CASES])
def test_it_is_as_if_it_had_been_written_so(change: Change, made: nn.Module) -> None:
    """Layer by layer: operators, shapes, windows, fields, MACs, parameters; and the sums."""
    found = amended(trace(parts(), (3, 11, 11)), [change]).network
    assert same(found, trace(made, (3, 11, 11)))
    assert found.unused == ()


def test_the_module_and_its_network_stay_as_they_were() -> None:
    """Weights, buffers, attributes and the first description."""
    module = parts()
    before, network = {name: value.clone() for name, value in module.state_dict().items()}, trace(module, (3, 11, 11))
    table = network.table()
    amended(network, [Argument("0", "padding", 1), Around("1", kept=False)])
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert network.table() == table == trace(module, (3, 11, 11)).table()


def test_layers_behind_follow_and_it_is_said() -> None:
    """More channels go through a norm and a depthwise convolution to the layer that mixes them."""
    module = nn.Sequential(
        nn.Conv2d(3, 6, 3), nn.BatchNorm2d(6), nn.Conv2d(6, 6, 3, groups=6), nn.Conv2d(6, 4, 1),
        nn.Flatten(), nn.Linear(16, 2),
    )  # fmt: skip
    found = amended(trace(module, (3, 6, 6)), [Argument("0", "out_channels", 8)])
    assert [str(one) for one in found.followed] == [
        "1: num_features=8", "2: in_channels=8", "2: out_channels=8", "2: groups=8", "3: in_channels=8",
    ]  # fmt: skip
    wide = nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 4, 1),
        nn.Flatten(), nn.Linear(16, 2),
    )  # fmt: skip
    assert same(found.network, trace(wide, (3, 6, 6)))


def test_functional_calls_change_as_modules_do(wired: Wire) -> None:
    """A convolution, an activation, a resize of the functional kind, at their own places."""

    def wiring(net: Any, x: Tensor) -> Any:
        x = F.relu(F.conv2d(x, net.conv.weight, None, 2))
        return F.interpolate(torch.sigmoid(x), scale_factor=2, mode="bilinear", align_corners=True)

    network = trace(wired(wiring, conv=nn.Conv2d(3, 4, 3, bias=False)), (3, 9, 9))
    changes: list[Change] = [Argument("conv2d", "padding", 1), Around("sigmoid", kept=False)]
    changes.append(Argument("interpolate", "align_corners", False))
    found = amended(network, changes)
    assert [layer.operator for layer in found.network] == ["conv2d", "relu", "interpolate"]
    assert found.network.layers[-1].output_shape == (1, 4, 10, 10)
    assert found.origins == ("conv2d", "relu", "interpolate")


def test_one_of_two_calls_of_a_module_changes_alone(wired: Wire) -> None:
    """A norm of its own for the second place."""
    module = wired(
        lambda net, x: net.norm(net.two(net.norm(net.one(x)))),
        one=nn.Conv2d(3, 4, 1), two=nn.Conv2d(4, 4, 1), norm=nn.BatchNorm2d(4),
    )  # fmt: skip
    network = trace(module, (3, 5, 5))
    found = amended(network, [Around("norm:2", after=(Added("BatchNorm2d", (4,)),), kept=False)]).network
    assert found.parameters == network.parameters + 8
    assert [layer.shared for layer in found] == [False] * 4


def test_another_size_and_what_is_left_out() -> None:
    """Pictures of another size; a module that no layer uses."""
    module = parts()
    module.add_module("spare", nn.Linear(4, 4))
    network = trace(nn.Sequential(module[:1]), (3, 11, 11))
    assert amended(network, [InputSize((9, 7))]).network.input_shape == (3, 9, 7)

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.used = nn.Conv2d(3, 2, 1)
            self.spare = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 1))

        def forward(self, x: Tensor) -> Any:
            return self.used(x)

    found = amended(trace(Net(), (3, 4, 4)), [Dropped("spare")]).network
    assert (found.parameters, found.unused) == (8, ())


def test_a_changed_network_is_traced_at_other_sizes_with_its_changes() -> None:
    """`at` and `sizes` speak of the network after the changes."""
    found = amended(trace(parts()[:3], (3, 11, 11)), [Argument("0", "padding", 1)]).network
    assert found.at(12, 12).layers[0].output_shape == (1, 8, 12, 12)


def test_what_cannot_be_is_told() -> None:
    """Shapes that do not fit, a layer there is not, two wishes at once, a module there is not, a run on zeros."""
    network = trace(nn.Sequential(nn.Conv2d(3, 8, 3), nn.Unflatten(1, (2, 4))), (3, 9, 9))
    with pytest.raises((ShapesDoNotFit, ConvscopeError)):
        amended(network, [Argument("0", "out_channels", 9)])
    with pytest.raises(UnknownName):
        amended(network, [Argument("conv1", "padding", 1)])
    with pytest.raises(ConvscopeError, match="padding cannot be 1 and 2"):
        amended(network, [Argument("0", "padding", 1), Argument("0", "padding", 2)])
    with pytest.raises(ConvscopeError, match="two ways"):
        amended(network, [Around("0", kept=False), Around("0", after=(Added("ReLU"),))])
    with pytest.raises(ConvscopeError, match="two sizes"):
        amended(network, [InputSize((9, 9)), InputSize((8, 8))])
    for wrong in (Added("Nothing"), Added("Linear"), Added("functional")):
        with pytest.raises(ConvscopeError, match=r"nn\."):
            amended(network, [Around("0", before=(wrong,))])
    with pytest.raises(ConvscopeError, match="ran on zeros"):
        amended(trace(nn.Conv2d(3, 8, 3), (3, 9, 9), on_zeros=True), [])
