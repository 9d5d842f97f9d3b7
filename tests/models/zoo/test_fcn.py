"""FCN-32s, 16s, 8s, 4s."""

import pytest
import torch
import torch.nn.functional as F

from convscope.errors import ConvscopeError
from convscope.models import build
from convscope.models.zoo.fcn import FCN, fcn8s


def test_fcn_8s_begins_as_fcn_32s() -> None:
    """The finer maps' scores begin at zero: what is answered first is the coarsest map's, enlarged three times."""
    torch.manual_seed(0)
    module, images = fcn8s(classes=3).eval(), torch.rand(1, 3, 64, 96)
    with torch.no_grad():
        scores = module.score[-1](module.body(images)[-1])
        for factor in (2.0, 2.0, 8.0):
            scores = F.interpolate(scores, scale_factor=factor, mode="bilinear", align_corners=False)
        torch.testing.assert_close(module(images), scores)


def test_finer_maps_are_added_where_they_lie() -> None:
    """Each map's scores count at its own places."""
    torch.manual_seed(0)
    module, images = FCN(16, classes=2).eval(), torch.rand(1, 3, 64, 64)
    torch.nn.init.normal_(module.score[0].weight)  # type: ignore[arg-type]
    with torch.no_grad():
        fine, coarse = module.body(images)
        summed = module.score[0](fine) + F.interpolate(
            module.score[1](coarse), scale_factor=2.0, mode="bilinear", align_corners=False
        )
        wanted = F.interpolate(summed, scale_factor=16.0, mode="bilinear", align_corners=False)
        torch.testing.assert_close(module(images), wanted)


@pytest.mark.parametrize("size", [(33, 47), (70, 64)])
def test_a_picture_of_any_size_is_answered_at_its_size(size: tuple[int, int]) -> None:
    """From the first row and column on."""
    assert fcn8s(classes=2).eval()(torch.rand(1, 3, *size)).shape == (1, 2, *size)


def test_a_transposed_convolution_begins_as_bilinear() -> None:
    """But for the border, beyond which it reads zeros."""
    torch.manual_seed(0)
    transposed, images = fcn8s(classes=2, upsampling="transposed").eval(), torch.rand(1, 3, 256, 256)
    bilinear = fcn8s(classes=2).eval()
    bilinear.load_state_dict({name: value for name, value in transposed.state_dict().items() if "grow" not in name})
    with torch.no_grad():
        one, other = transposed(images), bilinear(images)
    torch.testing.assert_close(one[..., 48:-48, 48:-48], other[..., 48:-48, 48:-48])


def test_only_what_adds_finer_maps_enlarges_between_them() -> None:
    """FCN-32s refuses a word that would change nothing; FCN-4s has four maps."""
    with pytest.raises(ConvscopeError, match="adds no maps"):
        build("fcn32s(upsampling='transposed')")
    assert [tap.stride for tap in build("fcn4s(backbone='torchvision:resnet18')").module.body.taps] == [4, 8, 16, 32]  # type: ignore[union-attr]


def test_it_takes_any_body() -> None:
    """By its spelling, with other channels, too."""
    module = build("fcn16s(backbone='torchvision:resnet18', channels=4)", classes=3).module.eval()
    assert module(torch.rand(1, 4, 64, 80)).shape == (1, 3, 64, 80)
