"""What a network sees, layer by layer."""

from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from convscope.apply.style.features import Features
from convscope.apply.style.softened import Softened
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract


def pixels(height: int, width: int, seed: int = 0) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed))


def test_maps_are_the_networks_own(model: Model, features: Features) -> None:
    """Those that hooks on its modules see, pools and borders softened, what is rectified in place included."""
    seen: list[Tensor] = []
    net = deepcopy(model.module)
    for name in ("1", "6", "8", "11"):
        net.get_submodule(name).register_forward_hook(lambda *given: seen.append(given[2].clone()))
    images = (pixels(24, 20) - torch.tensor([0.5, 0.4, 0.3])[:, None, None]) / torch.tensor([0.25, 0.2, 0.3])[
        :, None, None
    ]
    with Softened(), torch.no_grad():
        net.eval()(images)
    assert [layer.name for layer in features.chosen.all] == ["1", "6", "8", "11"]
    for found, wanted in zip(features(pixels(24, 20)).values(), seen, strict=True):
        assert torch.allclose(found, wanted, atol=1e-6)


def test_geometry_is_what_the_windows_say(features: Features) -> None:
    """Worked by hand: the deepest unit reads 24 pixels, 10 before its own four and 10 after them."""
    reading = features.readings[features.chosen.all[-1].index]
    assert (reading.stride, reading.before, reading.after) == ((4, 4), (10, 10), (10, 10))
    assert features.step == (4, 4) and features.margin == (12, 12, 12, 12) and features.zoom == 1


def test_a_first_stride_enlarges_the_picture() -> None:
    """So that every pixel has a unit of its own."""
    net = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU())
    features = Features(Model(net, InputContract(3, 16, 16), (), "strided"))
    assert features.zoom == 2 and features.step == (1, 1)
    assert next(iter(features(pixels(10, 12)).values())).shape == (1, 4, 10, 12)


def test_a_network_of_grey_pictures_sees_them_grey() -> None:
    net = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU())
    features = Features(Model(net, InputContract(1, 16, 16), (), "grey"))
    assert next(iter(features(pixels(10, 12)).values())).shape == (1, 4, 10, 12)
    with pytest.raises(ConvscopeError, match="takes 4 channels"):
        Features(Model(nn.Conv2d(4, 4, 3), InputContract(4, 16, 16), (), "bands"))


def test_a_layer_that_reads_everything_is_known() -> None:
    """Squeeze and excitation: no tile is exact there."""

    class Squeezed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.act, self.last = nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.ReLU()

        def forward(self, images: Tensor) -> Tensor:
            maps = self.act(self.first(images))
            answer: Tensor = self.last(maps * maps.mean((2, 3), keepdim=True))
            return answer

    features = Features(Model(Squeezed(), InputContract(3, 16, 16), (), "squeezed"), ("act", "last"))
    whole = features.tileable
    assert whole is not None and whole.name == "last"
