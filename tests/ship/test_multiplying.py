"""The share of multiply-adds that layers do."""

from torch import Tensor, nn
from torch.nn.functional import conv2d

from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship.multiplying import share_of_macs


def test_it_is_theirs_of_all(tiny: Model) -> None:
    """64 places of 9 taps and 8 channels, then 9 of 72 and 8, 72 times 16, 16 times 10: 4,608 + 5,184 + 1,152 + 160."""
    assert share_of_macs(tiny, {"0", "6"}) == (4_608 + 1_152) / (4_608 + 5_184 + 1_152 + 160)
    assert share_of_macs(tiny, {"0", "3", "6", "8"}) == 1.0 and share_of_macs(tiny, ()) == 0.0


class Own(nn.Conv2d):
    def forward(self, x: Tensor) -> Tensor:
        return conv2d(x, self.weight)


def test_a_layer_that_calls_a_function_is_known_by_its_module() -> None:
    """As timm's convolutions that pad by the size are."""
    module = nn.Sequential(Own(1, 2, 1, bias=False), nn.Conv2d(2, 2, 1))
    assert share_of_macs(Model(module.eval(), InputContract(1, 4, 4), (), "net"), {"0"}) == 1 / 3


class Deciding(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x if bool(x.sum() > 0) else -x


def test_where_nothing_is_multiplied_or_traced_there_is_no_share() -> None:
    """A network without weights, and one that looks at its numbers."""
    contract = InputContract(1, 4, 4)
    for module in (nn.Flatten(), Deciding()):
        assert share_of_macs(Model(module.eval(), contract, (), "net"), ()) is None
